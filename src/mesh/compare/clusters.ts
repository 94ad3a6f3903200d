import type { Cluster } from '../../evidence/schema.ts'
import { isKnown } from '../../evidence/absent.ts'
import type { MeshResource, SpecValue } from '../../evidence/mesh/resource.ts'
import { showName } from '../../evidence/mesh/resource.ts'
import { at, isSet, isSpec, itemsAt, millisecondsAt, numberAt, textAt } from '../spec.ts'
import type { Differences } from './difference.ts'
import { compareCertificate, compareValidation } from './tls.ts'

/** A node that a proxy may send to, and the client policy under which it does. */
export interface ExpectedNode { node: MeshResource, policy: SpecValue | undefined }

/**
 * Every port of every node that the proxy's backends lead to is a cluster `cds_egress_MESH_NODE_PROTOCOL_PORT`.
 * @param complete all backends could be followed, so that further clusters are differences too
 */
export function compareClusters(expected: readonly ExpectedNode[], clusters: readonly Cluster[], complete: boolean, found: Differences): void {
  const egress = clusters.filter(({ direction, special, virtualNode }) => direction === 'egress' && special === '' && virtualNode !== undefined)
  const met = new Set<Cluster>()
  for (const { node, policy } of expected) {
    for (const { item } of itemsAt(at(node.spec, 'listeners'), '')) {
      const port = numberAt(item, 'portMapping', 'port')
      const protocol = textAt(item, 'portMapping', 'protocol')
      if (port === undefined || protocol === undefined) continue
      const of = `cluster to virtual node ${showName(node.name)} :${port}`
      const cluster = egress.find(candidate => candidate.virtualNode === node.name && candidate.port === port)
      if (cluster === undefined) {
        found.compare(of, 'protocol', undefined, protocol)
        continue
      }
      met.add(cluster)
      found.compare(of, 'protocol', cluster.protocol, protocol)
      compareDiscovery(node.spec, cluster, of, found)
      compareHealth(item, cluster, of, found)
      compareTls(policy, port, cluster, of, found)
    }
  }
  if (!complete) return
  for (const cluster of egress) {
    if (!met.has(cluster) && !expected.some(({ node }) => node.name === cluster.virtualNode && !isSpec(node.spec))) {
      found.compare(`cluster to virtual node ${cluster.virtualNode ?? ''} :${cluster.port ?? '?'}`, 'protocol', cluster.protocol, undefined)
    }
  }
}

function compareDiscovery(spec: SpecValue | undefined, cluster: Cluster, of: string, found: Differences): void {
  const hostname = textAt(spec, 'serviceDiscovery', 'dns', 'hostname')
  if (!isKnown(cluster.discoveryName) || hostname === undefined) return
  const bare = (name: string | undefined): string | undefined => name?.replace(/\.$/, '')
  found.compare(of, 'DNS name', bare(cluster.discoveryName), bare(hostname))
}

/** Health check and outlier detection are written at the server's listener and act in its clients. */
function compareHealth(listener: SpecValue, cluster: Cluster, of: string, found: Differences): void {
  if (isKnown(cluster.healthCheck)) {
    const check = at(listener, 'healthCheck')
    const seconds = (field: string): number | undefined => divide(numberAt(check, field))
    found.compare(of, 'health check', cluster.healthCheck === undefined ? undefined : 'on', isSet(check) ? 'on' : undefined)
    if (cluster.healthCheck !== undefined && isSet(check)) {
      found.compare(of, 'health check interval (s)', cluster.healthCheck.interval, seconds('intervalMillis'))
      found.compare(of, 'health check timeout (s)', cluster.healthCheck.timeout, seconds('timeoutMillis'))
      found.compare(of, 'health check unhealthy threshold', cluster.healthCheck.unhealthyThreshold, numberAt(check, 'unhealthyThreshold'))
      found.compare(of, 'health check healthy threshold', cluster.healthCheck.healthyThreshold, numberAt(check, 'healthyThreshold'))
    }
  }
  if (!isKnown(cluster.outlierDetection)) return
  const detection = at(listener, 'outlierDetection')
  found.compare(of, 'outlier detection', cluster.outlierDetection === undefined ? undefined : 'on', isSet(detection) ? 'on' : undefined)
  if (cluster.outlierDetection === undefined || !isSet(detection)) return
  found.compare(of, 'outlier detection, server errors', cluster.outlierDetection.consecutive5xx, numberAt(detection, 'maxServerErrors'))
  found.compare(of, 'outlier detection, interval (s)', cluster.outlierDetection.interval, divide(millisecondsAt(detection, 'interval')))
  found.compare(of, 'outlier detection, ejection (s)', cluster.outlierDetection.baseEjectionTime, divide(millisecondsAt(detection, 'baseEjectionDuration')))
  found.compare(of, 'outlier detection, largest share (%)', cluster.outlierDetection.maxEjectionPercent, numberAt(detection, 'maxEjectionPercent'))
}

function divide(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000
}

/** A policy that names no SANs makes App Mesh demand the name by which the node is discovered, which the resource does not hold. */
function compareTls(policy: SpecValue | undefined, port: number, cluster: Cluster, of: string, found: Differences): void {
  if (!isKnown(cluster.tls)) return
  const tls = at(policy, 'tls')
  const ports = itemsAt(at(tls, 'ports'), '').map(({ item }) => item)
  const wanted = isSet(tls) && (ports.length === 0 || ports.includes(port))
  if (wanted && at(tls, 'enforce') === false) return
  found.compare(of, 'TLS', cluster.tls === undefined ? undefined : 'on', wanted ? 'on' : undefined)
  if (cluster.tls === undefined || !wanted) return
  compareValidation(at(tls, 'validation'), cluster.tls, of, { ca: 'trusted CA', names: 'accepted server names' }, found)
  compareCertificate(at(tls, 'certificate'), cluster.tls, of, 'client certificate', found)
}
