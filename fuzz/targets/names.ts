import { formatEndpoint, parseNodeId } from '../../src/providers/app-mesh/node-id.ts'
import { recogniseProvider } from '../../src/providers/recognise.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

export const names: Target = {
  name: 'names', inputs: 1_000_000,
  words: ['mesh/', '/virtualNode/', '/virtualGateway/', 'arn:aws:appmesh:eu-west-1:1:', '@123', 'cds_egress_', 'cds_ingress_', '_http_8080', '_self_redirect_', '_amazonaws', 'outbound|', '|80||', 'inbound|', 'sidecar~', '.consul', ':task-set/'],
  seeds: () => toBytes(['mesh/shop/virtualNode/checkout\ncds_egress_shop_payments_http_8080\ncds_ingress_shop_checkout_http_8080\n', 'arn:aws:appmesh:eu-west-1:1:mesh/a_b@1/virtualGateway/g\ncds_ingress_a_b_g_self_redirect_1_http2_80\ncds_egress_a_b_amazonaws\n', 'sidecar~10.0.0.1~a.b~b.svc\noutbound|80|v1|a.b.svc\ninbound|8080||\n', '\nlocal_agent\na.consul\n']),
  run: input => {
    const [nodeId = '', ...clusterNames] = new TextDecoder().decode(input).split('\n')
    const { provider, endpoint, assumed } = recogniseProvider({ nodeId, nodeCluster: undefined, bootstrap: undefined, clusterNames })
    if (endpoint !== undefined) {
      const again = parseNodeId(formatEndpoint(endpoint))
      demand(again?.mesh === endpoint.mesh && again.name === endpoint.name && again.kind === endpoint.kind, 'an endpoint as it is printed is another')
    }
    const seen = clusterNames.map(name => {
      const named = provider.nameCluster(name, { mesh: endpoint?.mesh, targetVirtualNode: undefined, controlPlaneClusters: ['xds'] })
      demand(name === '' || named.label !== '', `the cluster ${JSON.stringify(name)} has no label`)
      demand(named.port === undefined || Number.isFinite(named.port), `the port of ${JSON.stringify(name)} is no number`)
      return `${named.direction}${named.special}${named.protocol ?? ''}`
    })
    return `${provider.id} ${assumed} ${endpoint?.kind ?? ''} ${[...new Set(seen)].slice(0, 4).join()}`
  },
}
