/** A running thing that may be a mesh endpoint: an Envoy, a pod or an ECS task. */
export interface Workload {
  what: 'proxy' | 'pod' | 'task'
  /** A proxy's name in the evidence, `namespace/pod`, or a task's ARN. */
  name: string
  /** `mesh/shop/virtualNode/checkout` as App Mesh's node ids are written, with or without ARN; undefined where nothing tells. */
  nodeId: string | undefined
  /** What told it: `node id of the proxy`, `annotation appmesh.k8s.aws/virtualNode`; or why nothing does. */
  how: string
  /** Addresses of its network interfaces. */
  addresses: readonly string[]
  /** Running, Pending, LIVE, …; undefined where not told. */
  state: string | undefined
  source: string
}
