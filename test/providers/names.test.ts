import assert from 'node:assert/strict'
import { managementRegion } from '../../src/providers/app-mesh/management.ts'
import { appMesh } from '../../src/providers/app-mesh/names.ts'
import { parseNodeId } from '../../src/providers/app-mesh/node-id.ts'
import { istio, plain } from '../../src/providers/plain.ts'

const context = { mesh: 'shop_eu', targetVirtualNode: undefined, controlPlaneClusters: ['ads_cluster'] }

describe('App Mesh names', () => {
  const clusters: [string, Partial<ReturnType<typeof appMesh.nameCluster>>][] = [
    ['cds_egress_shop_eu_pay_ments_http_8080', { label: 'pay_ments', virtualNode: 'pay_ments', direction: 'egress', protocol: 'http', port: 8080, special: '' }],
    ['cds_ingress_shop_eu_pay_ments_grpc_9000', { label: "pay_ments's application", direction: 'ingress', protocol: 'grpc', port: 9000 }],
    ['cds_egress_shop_eu_node_http_http2_8080', { virtualNode: 'node_http', protocol: 'http2' }],
    ['cds_egress_shop_eu_amazonaws', { special: 'amazonaws', direction: 'egress' }],
    ['cds_egress_shop_eu_mesh-allow-all', { special: 'mesh-allow-all' }],
    ['cds_ingress_shop_eu_gate_self_redirect_http_15001', { special: 'self-redirect', port: 15001 }],
    ['cds_ingress_shop_eu_gate_self_redirect_8088_http2_15001', { special: 'self-redirect', protocol: 'http2' }],
    ['static_cluster_sds_unix_socket', { special: 'sds' }],
    ['ads_cluster', { special: 'control-plane' }],
    ['jaeger', { special: 'tracing' }],
    ['anything else', { label: 'anything else', direction: '', special: '' }],
  ]
  for (const [name, expected] of clusters) {
    it(name, () => {
      const named = appMesh.nameCluster(name, context)
      assert.deepEqual({ ...named, ...expected }, named)
    })
  }

  it("App Mesh's own tag beats reading the name", () => {
    assert.equal(appMesh.nameCluster('cds_egress_a_b_c_http_80', { ...context, mesh: undefined, targetVirtualNode: 'c' }).virtualNode, 'c')
  })

  it('without the mesh no virtual node is claimed', () => {
    assert.equal(appMesh.nameCluster('cds_egress_a_b_c_http_80', { ...context, mesh: undefined }).virtualNode, undefined)
  })

  const nodes: [string, ReturnType<typeof parseNodeId>][] = [
    ['mesh/shop/virtualNode/checkout', { mesh: 'shop', owner: undefined, kind: 'virtualNode', name: 'checkout' }],
    ['mesh/shop@123456789012/virtualGateway/door', { mesh: 'shop', owner: '123456789012', kind: 'virtualGateway', name: 'door' }],
    ['arn:aws-cn:appmesh:cn-north-1:123456789012:mesh/shop/virtualNode/a_b', { mesh: 'shop', owner: undefined, kind: 'virtualNode', name: 'a_b' }],
    ['sidecar~10.0.0.1~a.b~b.svc.cluster.local', undefined],
    ['', undefined],
  ]
  for (const [id, expected] of nodes) it(`node id ${JSON.stringify(id)}`, () => assert.deepEqual(parseNodeId(id), expected))

  const addresses: [string, string | undefined][] = [
    ['appmesh-envoy-management.us-east-1.amazonaws.com:443', 'us-east-1'],
    ['appmesh-preview-envoy-management.us-west-2.amazonaws.com:443', 'us-west-2'],
    ['appmesh-envoy-management-fips.us-east-1.amazonaws.com', 'us-east-1'],
    ['appmesh-envoy-management.eu-west-1.api.aws:443', 'eu-west-1'],
    ['appmesh-envoy-management.cn-north-1.amazonaws.com.cn:443', 'cn-north-1'],
    ['appmesh-envoy-management.us-east-1.amazonaws.com.evil.example', undefined],
    ['xds.shop.internal:18000', undefined],
  ]
  for (const [address, region] of addresses) it(`management address ${address}`, () => assert.equal(managementRegion(address), region))

  it('without the bootstrap, what no mesh named comes from the bootstrap', () => {
    const unknown = { ...context, controlPlaneClusters: undefined }
    for (const name of ['ads_cluster', 'collector']) assert.equal(appMesh.nameCluster(name, unknown).special, 'bootstrap')
    assert.equal(appMesh.nameCluster('cds_egress_shop_eu_payments_http_80', unknown).special, '')
    assert.equal(istio.nameCluster('xds-grpc', unknown).special, 'bootstrap')
    assert.equal(plain.nameCluster('xds_cluster', unknown).special, 'bootstrap')
    assert.equal(plain.nameCluster('payments', unknown).special, '')
  })

  it("reads Istio's names", () => {
    const named = istio.nameCluster('outbound|8080||payments.shop.svc.cluster.local', context)
    assert.deepEqual([named.label, named.direction, named.port], ['payments.shop.svc.cluster.local', 'egress', 8080])
  })
})
