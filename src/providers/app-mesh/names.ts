import type { ClusterName, NameContext, Provider } from '../names.ts'

const anyCluster = /^cds_(egress|ingress)_(.+)$/
const selfRedirect = /^(.+)_self_redirect_(?:\d+_)?(http|http2|grpc)_(\d{1,5})$/
const ordinary = /^(.+)_(http|http2|grpc|tcp)_(\d{1,5})$/

/**
 * App Mesh's names: `cds_<egress|ingress>_<mesh>_<virtual node>_<protocol>_<port>` and the special clusters.
 * Mesh and node names may hold `_`, so the mesh must be known (from the node id) to cut them apart; App Mesh's tag on the
 * cluster decides where it is there. Source: User Guide, "Envoy configuration" names; agents' bootstraps.
 */
export const appMesh: Provider = {
  id: 'app-mesh',
  title: 'App Mesh',
  nameCluster,
  nameListener: (name, direction, port) => direction === '' ? name : `${direction}${port === undefined ? '' : ` :${port}`}`,
}

function nameCluster(name: string, context: NameContext): ClusterName {
  const plain: ClusterName = { label: name, direction: '', special: '' }
  if (context.controlPlaneClusters?.includes(name) === true) return { ...plain, special: 'control-plane' }
  if (name === 'static_cluster_sds_unix_socket') return { ...plain, special: 'sds' }
  if (name === 'jaeger' || name === 'datadog_agent') return { ...plain, special: 'tracing' }
  const match = anyCluster.exec(name)
  // What App Mesh configures begins with cds_; anything else comes from the bootstrap, which tells what it is for.
  if (match === null) return context.controlPlaneClusters === undefined && context.dynamic !== true ? { ...plain, special: 'bootstrap' } : plain
  const direction = match[1] as 'egress' | 'ingress'
  const prefix = context.mesh === undefined ? '' : `${context.mesh}_`
  const full = match[2] ?? ''
  const rest = full.startsWith(prefix) ? full.slice(prefix.length) : full
  if (rest === 'amazonaws' || rest.endsWith('_amazonaws')) return { ...plain, direction, special: 'amazonaws', label: 'AWS services (amazonaws)' }
  if (rest.endsWith('mesh-allow-all')) return { ...plain, direction, special: 'mesh-allow-all', label: 'destinations outside the mesh (mesh-allow-all)' }
  const redirect = selfRedirect.exec(rest)
  if (redirect !== null) return { ...plain, direction, special: 'self-redirect', label: 'the gateway itself', protocol: redirect[2] ?? '', port: Number(redirect[3]) }
  const parts = ordinary.exec(rest)
  if (parts === null) return { ...plain, direction }
  const virtualNode = context.targetVirtualNode ?? (context.mesh === undefined ? undefined : parts[1])
  const label = virtualNode ?? parts[1] ?? name
  return {
    label: direction === 'ingress' ? `${label}'s application` : label,
    direction, special: '', protocol: parts[2] ?? '', port: Number(parts[3]),
    ...(virtualNode === undefined ? {} : { virtualNode }),
  }
}
