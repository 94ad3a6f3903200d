/** What a provider reads out of a cluster's name. */
export interface ClusterName {
  /** What a person calls it. */
  label: string
  direction: 'egress' | 'ingress' | ''
  /** `bootstrap`: the bootstrap configures it and would say what it is for, but was not given. */
  special: '' | 'amazonaws' | 'mesh-allow-all' | 'self-redirect' | 'sds' | 'control-plane' | 'tracing' | 'bootstrap'
  virtualNode?: string
  protocol?: string
  port?: number
}

/** How one control plane names what it configures. */
export interface Provider {
  /** As rules name it in `provider:`. */
  id: string
  title: string
  nameCluster: (name: string, context: NameContext) => ClusterName
  nameListener: (name: string, direction: string, port: number | undefined) => string
}

export interface NameContext {
  mesh: string | undefined
  /** App Mesh's own tag on the cluster, which beats reading the name. */
  targetVirtualNode: string | undefined
  /** Clusters through which the proxy reaches its management server; undefined where the bootstrap was not given. */
  controlPlaneClusters: readonly string[] | undefined
  /** The proxy says that its control plane gave it the cluster, so that it is none of the bootstrap's. */
  dynamic?: boolean
}
