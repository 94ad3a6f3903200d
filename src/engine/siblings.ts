import { Absent, isKnown, type Known } from '../evidence/absent.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import type { Proxy, Sibling } from '../evidence/schema.ts'

/** Every App Mesh proxy that was given with others of its mesh endpoint. */
export function findSiblings(digests: readonly Digest[]): { digest: Digest, sibling: Sibling }[] {
  const groups = new Map<string, { digest: Digest, proxy: Proxy }[]>()
  for (const digest of digests) {
    const { proxy } = digest.evidence
    if (proxy?.provider !== 'app-mesh' || proxy.endpointName === undefined) continue
    const key = JSON.stringify([proxy.mesh, proxy.endpointKind, proxy.endpointName])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [{ digest, proxy }])
    else group.push({ digest, proxy })
  }
  return [...groups.values()].filter(group => group.length > 1).flatMap(group => {
    const votes = countVersions(group.map(({ digest }) => digest))
    const proxies = group.map(({ proxy }) => proxy)
    return group.map(({ digest, proxy }) => ({ digest, sibling: { proxy, others: proxies.filter(other => other !== proxy), differs: compare(digest, votes) } }))
  })
}

/** How many proxies have a version of a resource, and when the last of them was updated; the version of those that lack it is empty. */
type Votes = ReadonlyMap<string, ReadonlyMap<string, { count: number, updatedAt: number }>>

function countVersions(group: readonly Digest[]): { votes: Votes, voters: number } {
  const voters = group.flatMap(({ contents, evidence }) => isKnown(contents) ? [{ contents, updatedAt: evidence.updatedAt ?? -Infinity }] : [])
  const votes = new Map<string, Map<string, { count: number, updatedAt: number }>>()
  for (const name of new Set(voters.flatMap(({ contents }) => [...contents.keys()]))) {
    const versions = new Map<string, { count: number, updatedAt: number }>()
    for (const { contents, updatedAt } of voters) {
      const version = contents.get(name) ?? ''
      const known = versions.get(version) ?? { count: 0, updatedAt: -Infinity }
      versions.set(version, { count: known.count + 1, updatedAt: Math.max(known.updatedAt, updatedAt) })
    }
    if (versions.size > 1) votes.set(name, versions)
  }
  return { votes, voters: voters.length }
}

/** Where most others have another version the proxy differs; where as many have either, those that were updated earlier do. */
function compare({ contents, evidence }: Digest, { votes, voters }: { votes: Votes, voters: number }): Known<readonly string[]> {
  if (!isKnown(contents)) return contents
  if (voters < 2) return new Absent('peer', 'of no other proxy of its mesh endpoint the configuration was given')
  return [...votes].flatMap(([name, versions]) => {
    const own = contents.get(name) ?? ''
    const mine = versions.get(own)?.count ?? 0
    const [rival, best] = [...versions].filter(([version]) => version !== own).sort(([, a], [, b]) => b.count - a.count || b.updatedAt - a.updatedAt)[0] ?? []
    if (best === undefined || best.count < mine || (best.count === mine && best.updatedAt <= (evidence.updatedAt ?? Infinity))) return []
    return [own === '' ? `lacks ${name}` : rival === '' ? `still has ${name}` : `has another version of ${name}`]
  })
}
