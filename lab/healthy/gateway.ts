import { passThroughClusters, edsCluster, hosts, applicationCluster } from '../app-mesh/clusters.ts'
import { egress, httpConnectionManager, ingress } from '../app-mesh/listeners.ts'
import { mesh, port, virtualService } from '../app-mesh/names.ts'
import { egressRouteConfiguration, routeTo } from '../app-mesh/routes.ts'
import type { JsonObject } from '../management-server/encode.ts'
import type { Scenario } from '../scenario.ts'

const id = `mesh/${mesh}/virtualGateway/edge`
const selfRedirect = `cds_ingress_${mesh}_edge_self_redirect_http_15001`
const gatewayRoutes = `rds_ingress_http_${port}`
const ownRoutes = 'rds_egress_http_15001'
const service = virtualService('payments')

export default {
  title: 'a virtual gateway: every request goes through it twice, and its own listener counts it twice',
  configure: ({ addresses, resources: { checkout } }) => {
    const again = { address: addresses.checkout, port: 15001 }
    const [firstChain] = egress({ address: addresses.checkout, backends: true }).filter_chains as JsonObject[]
    checkout.clusters = [
      applicationCluster('edge', again, { name: selfRedirect, load_assignment: hosts(selfRedirect, [again]) }),
      edsCluster('payments'), ...passThroughClusters(),
    ]
    checkout.listeners = [
      ingress({ address: addresses.checkout, more: { name: `lds_ingress_0.0.0.0_${port}` } }),
      egress({
        address: addresses.checkout, boundPort: 15001, backends: false,
        more: { filter_chains: [{ ...firstChain, filter_chain_match: { destination_port: 15001 }, filters: [httpConnectionManager('egress', ownRoutes)] }] },
      }),
    ]
    checkout.routes = [
      {
        name: gatewayRoutes,
        virtual_hosts: [{
          name: 'self_redirect', domains: ['*'],
          routes: ['/pay/', '/pay'].map(prefix => ({
            match: { prefix }, route: { cluster: selfRedirect, host_rewrite_literal: service, prefix_rewrite: '/', timeout: '15s' },
          })),
        }],
      },
      {
        ...egressRouteConfiguration([{ name: service, domains: [service, `${service}:15001`], routes: [routeTo('payments', service)] }]),
        name: ownRoutes,
      },
    ]
  },
  bootstrap: (standard, proxy) => proxy === 'payments' ? standard : {
    ...standard,
    node: { ...standard.node as JsonObject, id, cluster: id },
    stats_config: { stats_tags: [{ tag_name: 'appmesh.mesh', fixed_value: mesh }, { tag_name: 'appmesh.virtual_gateway', fixed_value: 'edge' }] },
  },
  beforeStart: (proxy, managementServer, { resources }) => {
    if (proxy === 'checkout') managementServer.serve(id, resources.checkout)
  },
  traffic: [{ host: 'shop.example.com', path: '/pay/now', answers: 200 }],
  expect: { never: ['*'] },
} satisfies Scenario
