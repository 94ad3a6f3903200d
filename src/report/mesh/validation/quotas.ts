import { isFull, type QuotaUse } from '../../../mesh/quotas/count-quotas.ts'

/** What of a quota is used, in the order of columns. */
export const quotaColumns = ['quota', 'used', 'limit', 'left', 'fullest'] as const

/** The row of a quota: `Routes per virtual router`, `8`, `50 (applied)`, `42`, `colors`. */
export function showQuota({ name, limit, from, used, unsure }: QuotaUse): string[] {
  const least = unsure === undefined ? '' : used === undefined ? '' : ' or more'
  return [
    name, used === undefined ? '?' : `${used.count}${least}`, `${limit} (${from})`,
    used === undefined ? '?' : `${used.headroom}${least === '' ? '' : ' or less'}`, used?.of ?? '-',
  ]
}

/** A share of the limit from which on a quota is near, as in rule scaling/quota-near. */
const near = 0.8

/** A sentence or two for each quota of which little or nothing is left, the fullest first. */
export function describeNear(quotas: readonly QuotaUse[]): string[] {
  const shareOf = ({ used, limit }: QuotaUse): number => used === undefined || limit <= 0 ? 0 : used.count / limit
  return quotas.filter(quota => isFull(quota) || shareOf(quota) >= near).toSorted((a, b) => shareOf(b) - shareOf(a)).map(({ name, limit, from, used, adjustable, grows }) => {
    const { count = 0, of = '', headroom = 0 } = used ?? {}
    const raise = adjustable === false ? 'it cannot be raised' : 'only a higher quota makes room'
    if (headroom > 0) return `${name}: ${of} uses ${count} of ${limit} (${from}); one more each time ${grows}.`
    if (headroom === 0) return `${name}: ${of} uses all ${limit} (${from}), and one more is needed each time ${grows}; ${raise}.`
    return from === 'applied' || adjustable === false
      ? `${name}: ${of} has ${count}, and ${limit} (${from}) are allowed; ${raise}.`
      : `${name}: ${of} has ${count}, more than the ${from} limit of ${limit}; the account must have a higher one, or App Mesh refuses it.`
  })
}

/** Whether resources are more than their account is known to allow. */
export function exceeds({ used, from, adjustable }: QuotaUse): boolean {
  return used !== undefined && used.headroom < 0 && (from === 'applied' || adjustable === false)
}

/** Reasons why counts may be too low, each once. */
export function describeUncounted(quotas: readonly QuotaUse[]): string[] {
  return [...new Set(quotas.flatMap(({ unsure, used }) => unsure === undefined || used === undefined ? [] : [unsure]))]
}
