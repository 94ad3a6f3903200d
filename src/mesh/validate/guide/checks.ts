import type { SpecValue } from '../../../evidence/mesh/resource.ts'
import type { ProblemSeverity, SpecProblem } from '../problem.ts'

interface GuideCheck { severity: ProblemSeverity, limit: string, from: string }

const routes = 'User Guide, Routes'
const gatewayRoutes = 'User Guide, Gateway routes'
const nodes = 'User Guide, Virtual nodes'
const api = 'App Mesh API reference'

/**
 * What the User Guide and the API reference demand beyond the API's model, a row a check. `error` where App Mesh refuses the resource or
 * Envoy cannot take it; `warning` where it is taken but does not do what it says.
 */
export const guideChecks = {
  'one-route-type': { severity: 'error', limit: 'exactly one of grpcRoute, http2Route, httpRoute, tcpRoute (no tcpRoute at a gateway)', from: `${routes}: route type` },
  'grpc-method-needs-service': { severity: 'error', limit: 'methodName only together with serviceName', from: `${routes}: gRPC match` },
  'scheme-only-http2': { severity: 'error', limit: 'scheme on http2 routes only', from: `${routes}: HTTP and HTTP/2 match` },
  'one-path-match': { severity: 'error', limit: 'one of prefix, path.exact and path.regex', from: `${routes}: match` },
  'path-starts-with-slash': { severity: 'error', limit: 'starts with /', from: `${api}, HttpRouteMatch` },
  'regex': { severity: 'error', limit: 'a regular expression of RE2, the engine of Envoy', from: 'Envoy, type.matcher.v3.RegexMatcher' },
  'range-empty': { severity: 'warning', limit: 'start less than end', from: 'Envoy, type.v3.Int64Range' },
  'retry-timeout-incomplete': { severity: 'error', limit: 'perRetryTimeout with unit and value', from: `${routes}: retry policy` },
  'retry-event-unknown': { severity: 'error', limit: 'server-error, gateway-error, client-error, stream-error', from: `${api}, HttpRetryPolicy` },
  'retry-without-event': { severity: 'warning', limit: 'at least one retry event', from: `${routes}: retry policy` },
  'timeout-cuts-retries': { severity: 'warning', limit: 'timeout.perRequest at least perRetryTimeout × maxRetries', from: `${routes}: timeouts` },
  'duration-incomplete': { severity: 'warning', limit: 'a duration with unit and value', from: `${api}, Duration` },
  'weights-over-100': { severity: 'error', limit: 'weights of all targets add up to at most 100', from: `${routes}: target configuration` },
  'weights-zero': { severity: 'warning', limit: 'a weight above 0', from: `${routes}: target configuration` },
  'target-port-needed': { severity: 'error', limit: 'a port where the target has several listeners', from: `${routes}: target configuration` },
  'target-port-unheard': { severity: 'error', limit: 'the port of a listener of the target', from: `${routes}: target configuration` },
  'target-without-listener': { severity: 'warning', limit: 'a target with a listener', from: `${nodes}: listener` },
  'protocol-differs': { severity: 'error', limit: 'route, router listener and node listener of one protocol', from: `${routes}: route type` },
  'match-port-needed': { severity: 'error', limit: 'match.port where router or gateway has several listeners', from: `${routes}: port match` },
  'match-port-unheard': { severity: 'error', limit: 'the port of a listener of the router or gateway', from: `${routes}: port match` },
  'timeout-needs-listener': { severity: 'warning', limit: 'a timeout above 15 s at the route and at the listeners of its targets', from: `${routes}: timeouts` },
  'timeout-needs-route': { severity: 'warning', limit: 'a listener timeout above 15 s goes with a router and a route that allows it', from: `${nodes}: timeouts` },
  'gateway-target-port-needed': { severity: 'error', limit: 'target.port where the provider has several listeners', from: `${gatewayRoutes}: virtual service provider port` },
  'gateway-prefix-reserved': { severity: 'error', limit: 'no prefix /aws-appmesh* or /aws-app-mesh*', from: `${gatewayRoutes}: prefix match` },
  'gateway-service-reserved': { severity: 'error', limit: 'no service name /aws.app-mesh* or aws.appmesh', from: `${gatewayRoutes}: gRPC service name` },
  'one-hostname-match': { severity: 'warning', limit: 'exact or suffix', from: `${gatewayRoutes}: hostname` },
  'rewrite-other-match': { severity: 'error', limit: 'rewrite.prefix with match.prefix, rewrite.path with match.path', from: `${gatewayRoutes}: rewrite` },
  'pool-other-protocol': { severity: 'error', limit: 'connectionPool and portMapping of one protocol', from: `${nodes}: connection pool` },
  'timeout-other-protocol': { severity: 'warning', limit: 'timeout and portMapping of one protocol', from: `${nodes}: timeouts` },
  'request-timeout-on-tcp': { severity: 'error', limit: 'a request timeout on grpc, http or http2 listeners only', from: `${nodes}: timeouts` },
  'health-check-path-ignored': { severity: 'warning', limit: 'path with protocol http or http2 only', from: `${nodes}: health check` },
  'health-check-port-differs': { severity: 'error', limit: "the listener's own port", from: `${api}, HealthCheckPolicy` },
  'listener-port-twice': { severity: 'error', limit: 'each port once', from: `${nodes}: listener` },
  'listener-needs-discovery': { severity: 'error', limit: 'serviceDiscovery where there is a listener', from: `${api}, VirtualNodeSpec` },
  'outlier-detection-one-host': { severity: 'warning', limit: 'AWS Cloud Map, or DNS with responseType ENDPOINTS', from: `${nodes}: outlier detection` },
  'gateway-privileged-port': { severity: 'warning', limit: 'a port above 1024, or CAP_NET_BIND_SERVICE for Envoy', from: 'User Guide, Troubleshooting: ports 1024 or less' },
  'san-format': { severity: 'warning', limit: 'a fully qualified domain name or a URI', from: `${nodes}: Subject Alternative Name` },
  'backend-twice': { severity: 'warning', limit: 'each backend once', from: `${nodes}: service backends` },
  'log-text-without-newline': { severity: 'warning', limit: 'a text format that ends in a line break', from: 'User Guide, Logging' },
  'name-characters': { severity: 'warning', limit: 'letters, digits, hyphens and underscores', from: 'User Guide, Virtual routers: name' },
  'reference-missing': { severity: 'error', limit: 'the name of a resource that exists', from: 'User Guide, App Mesh concepts' },
  'given-twice': { severity: 'warning', limit: 'one description of each resource', from: 'meshmedic' },
} as const satisfies Readonly<Record<string, GuideCheck>>

export type GuideCheckId = keyof typeof guideChecks

/** A problem of one of the guide's checks. @param path from `spec` on */
export function problemOf(check: GuideCheckId, path: string, value: SpecValue | undefined, message: string): SpecProblem {
  return { check, path, value, message, ...guideChecks[check] }
}
