import { Absent, isKnown, orElse, type Known } from '../evidence/absent.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import type { Certificate, Cluster, Edge, LogGroup, Proxy } from '../evidence/schema.ts'
import { EndpointViews } from './endpoint-skew.ts'
import { PeerIndex, type Peer } from '../providers/match-peers.ts'

export interface FoundEdge { client: Digest, edge: Edge, peer: Peer | undefined }

/** Every upstream cluster of every proxy, with its server's side where that was given too. */
export function findEdges(digests: readonly Digest[]): FoundEdge[] {
  const peers = new PeerIndex(digests)
  const views = new EndpointViews(digests)
  return digests.flatMap(client => {
    const { proxy } = client.evidence
    if (proxy === undefined) return []
    return client.clusters.filter(cluster => cluster.direction !== 'ingress' && cluster.special === '').map(cluster => {
      const peer = peers.find(cluster, client)
      const edge: Edge = {
        client: proxy, cluster,
        server: peer?.digest.evidence.proxy,
        listener: peer?.listener,
        presents: presentedNames(client, cluster, peer),
        chain: presentedChain(peer),
        ownChain: ownChain(proxy, cluster),
        skew: views.compare(client, cluster),
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
  const chains = orElse(presentedChain(peer), [])
  if (chains.length > 0) return [...new Set(chains.flatMap(certificate => certificate.sans))]
  return notGiven
}

/** What the server's process holds to present on that listener. */
function presentedChain(peer: Peer | undefined): Known<readonly Certificate[]> {
  const certificates = peer?.digest.evidence.proxy?.certificates
  if (peer === undefined || certificates === undefined || !isKnown(certificates)) return notGiven
  const tls = peer.listener === undefined ? undefined : orElse(peer.listener.tls, undefined)
  return chainsFrom(certificates, tls?.chains ?? [])
}

/** What the client's process holds to present to that cluster; nothing where it presents none. */
function ownChain({ certificates }: Proxy, cluster: Cluster): Known<readonly Certificate[]> {
  const tls = orElse(cluster.tls, undefined)
  if (tls?.clientCertificate !== true) return []
  return isKnown(certificates) ? chainsFrom(certificates, tls.chains) : certificates
}

/** /certs gives the path of a file, and `<inline>` for all that came inline or by SDS. */
function chainsFrom(certificates: readonly Certificate[], sources: readonly string[]): Certificate[] {
  return certificates.filter(({ role, path }) => role === 'chain' && (sources.length === 0 || sources.includes(path) || path.includes('inline')))
}

/** Since 1.37 the failure reason names them: `SAN_matcher,_certificate_SANs_are_[other.apps.local]`. */
function namesInLog(group: LogGroup): string[] {
  const names = /certificate_SANs_are_\[([^\]]*)\]/.exec(group.failure ?? group.details ?? '')?.[1]
  return names === undefined || names === '' ? [] : names.split(/,_?/)
}
