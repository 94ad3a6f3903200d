/** What the App Mesh User Guide adds, in words that a person can act on, where a resource breaks the API's model. */
export interface GuideNote { limit: string, from: string }

const pool: Readonly<Record<string, string>> = {
  TcpConnectionPool: 'a tcp pool has maxConnections only',
  GrpcConnectionPool: 'a grpc pool has maxRequests only',
  Http2ConnectionPool: 'an http2 pool has maxRequests only',
  HttpConnectionPool: 'an http pool has maxConnections and maxPendingRequests',
}

const notes: Readonly<Record<string, GuideNote>> = {
  ...Object.fromEntries(Object.entries(pool).flatMap(([shape, limit]) => [
    [`VirtualNode${shape}`, { limit, from: 'User Guide, Virtual nodes: connection pool' }],
    [`VirtualGateway${shape}`, { limit, from: 'User Guide, Virtual gateways: connection pool' }],
  ])),
  TcpRouteMatch: { limit: 'a tcp route has no match but the port', from: 'User Guide, Routes: match' },
  LoggingFormat: { limit: 'a format is either json or text', from: 'User Guide, Logging' },
  HealthCheckPolicy: { limit: 'a health check needs its thresholds, interval, protocol and timeout', from: 'User Guide, Virtual nodes: health check' },
  VirtualGatewayHealthCheckPolicy: { limit: 'a health check needs its thresholds, interval, protocol and timeout', from: 'User Guide, Virtual gateways: health check' },
  HttpRetryPolicy: { limit: 'a retry policy needs a timeout, its unit and a maximum', from: 'User Guide, Routes: retry policy' },
  GrpcRetryPolicy: { limit: 'a retry policy needs a timeout, its unit and a maximum', from: 'User Guide, Routes: retry policy' },
}

const explained: ReadonlySet<string> = new Set(['unknown-field', 'missing', 'union'])

/** The guide's word on a structure whose members are wrong, where it has one. */
export function guideOnShape(shape: string, check: string): GuideNote | undefined {
  return explained.has(check) && Object.hasOwn(notes, shape) ? notes[shape] : undefined
}
