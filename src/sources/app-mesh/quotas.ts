import type { QuotaPart } from '../../evidence/mesh/evidence.ts'
import { isObject, nothing, textOf, type MeshPart, type Origin } from './mesh-part.ts'

/**
 * Reads the answer of `list-service-quotas` or `list-aws-default-service-quotas`, or the guide's `--query` of the latter, which renames
 * the members to Name and Code. The ARN of an applied quota names an account, that of a default does not. Undefined for what is none.
 */
export function readQuotas(value: unknown, origin: Origin): MeshPart | undefined {
  const list = Array.isArray(value) ? value : isObject(value) ? value.Quotas ?? value.quotas : undefined
  if (!Array.isArray(list) || list.length === 0 || !list.every(item => isObject(item) && (item.QuotaName ?? item.Name) !== undefined && item.Value !== undefined)) return undefined
  const entries = (list as readonly Readonly<Record<string, unknown>>[]).filter(item => item.ServiceCode === undefined || item.ServiceCode === 'appmesh')
  if (entries.length === 0) {
    origin.problems.push({ source: origin.source, message: `holds quotas of another service (${textOf((list as readonly Readonly<Record<string, unknown>>[])[0]?.ServiceCode) ?? 'unknown'}); App Mesh's are --service-code appmesh` })
    return nothing
  }
  const quotas = entries.flatMap(entry => readQuota(entry, origin) ?? [])
  if (quotas.length < entries.length) origin.problems.push({ source: origin.source, message: `${entries.length - quotas.length} of ${entries.length} quotas have no name or no number` })
  if (isObject(value) && textOf(value.NextToken) !== undefined) origin.problems.push({ source: origin.source, message: 'is only a part of the quotas: a page is missing (NextToken is left over)' })
  return { ...nothing, quotas }
}

function readQuota(entry: Readonly<Record<string, unknown>>, { source }: Origin): QuotaPart | undefined {
  const name = textOf(entry.QuotaName) ?? textOf(entry.Name)
  if (name === undefined || typeof entry.Value !== 'number') return undefined
  const account = /^arn:[^:]*:servicequotas:[^:]*:(\d*):/.exec(textOf(entry.QuotaArn) ?? '')?.[1]
  return {
    name, value: entry.Value, source,
    code: textOf(entry.QuotaCode) ?? textOf(entry.Code),
    from: account === undefined || account === '' ? 'default' : 'applied',
    adjustable: typeof entry.Adjustable === 'boolean' ? entry.Adjustable : undefined,
  }
}
