/**
 * The kinds of evidence, by the answer or file that carries them. A file is recognised by its content, never by its name.
 * `how` is the read-only command that fetches it; `{admin}` stands for the proxy's admin address.
 */
export const evidenceKinds = {
  stats: { title: 'Envoy stats', how: 'curl -s {admin}/stats' },
  config_dump: { title: 'Envoy config_dump', how: "curl -s '{admin}/config_dump?include_eds'" },
  clusters: { title: 'Envoy /clusters', how: "curl -s '{admin}/clusters?format=json'" },
  listeners: { title: 'Envoy /listeners', how: "curl -s '{admin}/listeners?format=json'" },
  certs: { title: 'Envoy /certs', how: 'curl -s {admin}/certs' },
  server_info: { title: 'Envoy /server_info', how: 'curl -s {admin}/server_info' },
  ready: { title: 'Envoy /ready', how: 'curl -s {admin}/ready' },
  memory: { title: 'Envoy /memory', how: 'curl -s {admin}/memory' },
  runtime: { title: 'Envoy /runtime', how: 'curl -s {admin}/runtime' },
  init_dump: { title: 'Envoy /init_dump', how: 'curl -s {admin}/init_dump' },
  hot_restart_version: { title: 'Envoy /hot_restart_version', how: 'curl -s {admin}/hot_restart_version' },
  access_log: { title: 'Envoy access log', how: 'kubectl logs POD -c envoy' },
  process_log: { title: 'Envoy process log', how: 'kubectl logs POD -c envoy' },
  admin_log: { title: "Envoy's admin access log", how: 'kubectl exec POD -c envoy -- cat /tmp/envoy_admin_access.log' },
  agent_status: { title: "the App Mesh Agent's /status", how: 'curl -s localhost:9902/status' },
  mesh: { title: 'App Mesh resources', how: 'kubectl get meshes,virtualnodes,virtualservices,virtualrouters,virtualgateways,gatewayroutes -A -o yaml' },
  workloads: { title: 'pods or tasks', how: 'kubectl get pods -A -o json' },
  quota: { title: 'Service Quotas', how: 'aws service-quotas list-service-quotas --service-code appmesh' },
} as const

export type EvidenceKind = keyof typeof evidenceKinds

/** Whether a kind tells of a proxy, and not of a mesh, of pods or tasks, or of nothing known. */
export function isOfProxy(kind: EvidenceKind | 'unknown'): boolean {
  return kind !== 'mesh' && kind !== 'quota' && kind !== 'workloads' && kind !== 'unknown'
}

export function isEvidenceKind(text: string): text is EvidenceKind {
  return Object.hasOwn(evidenceKinds, text)
}
