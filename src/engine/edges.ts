import { Absent, isKnown, orElse, type Known } from '../evidence/absent.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import type { Cluster, Edge, LogGroup } from '../evidence/schema.ts'
import { findPeer, type Peer } from '../providers/match-peers.ts'

export interface FoundEdge { client: Digest, edge: Edge, peer: Peer | undefined }

/** Every upstream cluster of every proxy, with its server's side where that was given too. */
export function findEdges(digests: readonly Digest[]): FoundEdge[] {
  return digests.flatMap(client => {
    const { proxy } = client.evidence
    if (proxy === undefined) return []
    return client.clusters.filter(cluster => cluster.direction !== 'ingress' && cluster.special === '').map(cluster => {
      const peer = findPeer(cluster, client, digests)
      const edge: Edge = {
        client: proxy, cluster,
        server: peer?.digest.evidence.proxy,
        listener: peer?.listener,
        presents: presentedNames(client, cluster, peer),
        issuers: peer?.listener === undefined ? notGiven : orElse(peer.listener.tls, undefined)?.issuers ?? notGiven,
      }
      return { client, edge, peer }
    })
  })
}

const notGiven = new Absent('peer', "the server's side was not given")

/** The server's own word first, then what the client's log says it was shown. */
function presentedNames(client: Digest, cluster: Cluster, peer: Peer | undefined): Known<readonly string[]> {
  const tls = peer?.listener === undefined ? undefined : orElse(peer.listener.tls, undefined)
  if (tls !== undefined && tls.presents.length > 0) return tls.presents
  const logged = (client.evidence.requestsByCluster.get(cluster.name) ?? []).map(namesInLog).find(names => names.length > 0)
  if (logged !== undefined) return logged
  const certificates = peer?.digest.evidence.proxy?.certificates
  if (certificates !== undefined && isKnown(certificates)) {
    const chains = certificates.filter(certificate => certificate.role === 'chain' && (tls === undefined || tls.chains.length === 0 || tls.chains.includes(certificate.path) || certificate.path.includes('inline')))
    if (chains.length > 0) return [...new Set(chains.flatMap(certificate => certificate.sans))]
  }
  return notGiven
}

/** Since 1.37 the failure reason names them: `SAN_matcher,_certificate_SANs_are_[other.apps.local]`. */
function namesInLog(group: LogGroup): string[] {
  const names = /certificate_SANs_are_\[([^\]]*)\]/.exec(group.failure ?? group.details ?? '')?.[1]
  return names === undefined || names === '' ? [] : names.split(/,_?/)
}
