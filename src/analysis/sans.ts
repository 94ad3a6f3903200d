import { listNames } from './phrases.ts'
import { editDistance, markDifference } from './nearest-name.ts'

/**
 * Says how the names that a server presents miss the names that a client trusts: the closest pair, the differing part marked.
 * Both lists are as a person would write them (`payments.shop.local`, `*.shop.local`, `spiffe://…`).
 */
export function compareSans(presents: readonly string[], trusts: readonly string[]): string {
  if (presents.length === 0) return 'it presents no name at all'
  let best: { presented: string, trusted: string, distance: number } | undefined
  for (const presented of presents) {
    for (const trusted of trusts) {
      const distance = editDistance(presented, trusted)
      if (best === undefined || distance < best.distance) best = { presented, trusted, distance }
    }
  }
  if (best === undefined) return `it presents ${listNames(presents)}`
  if (best.distance === 0) return `both name ${best.presented}`
  return `nearest: ${markDifference(best.trusted, best.presented)} against ${best.trusted}`
}

/**
 * Whether one of a certificate's names stands for this host. A wildcard stands for one label, the first (RFC 6125, 6.4.3); letters'
 * case does not count.
 */
export function coversName(names: readonly string[], host: string): boolean {
  const wanted = host.toLowerCase().replace(/\.$/, '')
  return names.map(name => name.toLowerCase()).some(name => name === wanted
    || (name.startsWith('*.') && wanted.includes('.') && name.slice(1) === wanted.slice(wanted.indexOf('.'))))
}
