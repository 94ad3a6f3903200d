import { sickHandlers, type Handler } from '../fake-envoy.ts'

const outbound = 'TargetVirtualNode="payments",TargetVirtualService="payments.shop.local",Mesh="shop",VirtualNode="emulated"'
const own = 'Mesh="shop",VirtualNode="emulated"'

/** An emulated Envoy with App Mesh's extension, which no stock Envoy has: the page is written after the Agent's tests, and grows at each read. */
export function extensionHandlers(): Record<string, Handler> {
  const page = (n: number): string => [
    `envoy_appmesh_ActiveConnectionCount{${own}} 3`, ...['NewConnectionCount', 'ProcessedBytes', 'RequestCount', 'GrpcRequestCount'].map((name, i) => `envoy_appmesh_${name}{${own}} ${n * (i + 1)}`),
    ...['TargetProcessedBytes', 'HTTPCode_Target_2XX_Count', 'HTTPCode_Target_3XX_Count', 'HTTPCode_Target_4XX_Count', 'HTTPCode_Target_5XX_Count', 'RequestCountPerTarget'].map((name, i) => `envoy_appmesh_${name}{${outbound}} ${n * (i + 1)}`),
    ...['5', '10', '+Inf'].map((le, i) => `envoy_appmesh_TargetResponseTime_bucket{${outbound},le="${le}"} ${n * (i + 1)}`), `envoy_appmesh_TargetResponseTime_sum{${outbound}} ${n * 20}`, `envoy_appmesh_TargetResponseTime_count{${outbound}} ${n * 3}`, '',
  ].join('\n')
  const handlers = sickHandlers()
  const info = { version: 'a1b2/1.29.12/Clean/RELEASE/BoringSSL', state: 'LIVE', uptime_current_epoch: '600s', uptime_all_epochs: '600s', node: { id: 'mesh/shop/virtualNode/emulated', cluster: 'x' } }
  return {
    ...handlers,
    '/server_info': (_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(info)),
    '/stats/prometheus': (_request, response, nth) => response.end(page(100 * (nth + 1))),
  }
}
