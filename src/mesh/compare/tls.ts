import type { SpecValue } from '../../evidence/mesh/resource.ts'
import { at, isSet, itemsAt, textAt } from '../spec.ts'
import type { Differences } from './difference.ts'

/** What both sides of TLS have in Envoy: where the certificate and the CA come from, and the names that are accepted. */
interface ActingTls { chains: readonly string[], trustedCa?: string | undefined, sans: readonly string[] }

/** A certificate of a listener or client policy against the chain in Envoy; ARNs of ACM do not reach an Envoy. */
export function compareCertificate(certificate: SpecValue | undefined, { chains }: ActingTls, of: string, field: string, found: Differences): void {
  if (isSet(certificate, 'acm')) found.notCompared.add(`${of}: which certificate of ACM it is, for an Envoy does not hold its ARN`)
  else found.compareSets(of, field, chains, sourceOf(certificate, 'certificateChain'))
}

/** The trust and the accepted names of a validation against those in Envoy. */
export function compareValidation(validation: SpecValue | undefined, acting: ActingTls, of: string, fields: { ca: string, names: string }, found: Differences): void {
  const trust = at(validation, 'trust')
  if (isSet(trust, 'acm')) found.notCompared.add(`${of}: which CAs of ACM it trusts, for an Envoy does not hold their ARNs`)
  else if (isSet(trust)) found.compare(of, fields.ca, acting.trustedCa, sourceOf(trust, 'certificateChain')[0])
  const names = itemsAt(at(validation, 'subjectAlternativeNames', 'match', 'exact'), '').flatMap(({ item }) => typeof item === 'string' ? [item] : [])
  if (names.length > 0) found.compareSets(of, fields.names, acting.sans, names)
}

/** A path, or `secret NAME`, as the evidence of an Envoy names it; nothing where a template computes it. */
function sourceOf(value: SpecValue | undefined, file: string): string[] {
  const path = textAt(value, 'file', file)
  const secret = textAt(value, 'sds', 'secretName')
  return path !== undefined ? [path] : secret !== undefined ? [`secret ${secret}`] : []
}
