const names = [
  'ok', 'canceled', 'unknown', 'invalidargument', 'deadlineexceeded', 'notfound', 'alreadyexists', 'permissiondenied', 'resourceexhausted',
  'failedprecondition', 'aborted', 'outofrange', 'unimplemented', 'internal', 'unavailable', 'dataloss', 'unauthenticated',
]

/** `Unavailable`, `UNAVAILABLE`, `14` -> 14; -1 for anything else. Source: Envoy, `%GRPC_STATUS(CAMEL_STRING|SNAKE_STRING|NUMBER)%`. */
export function readGrpcStatus(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const name = text.toLowerCase().replaceAll('_', '')
  return names.indexOf(name === 'cancelled' ? 'canceled' : name)
}

/**
 * Whether a request was gRPC: its content type says so; where the format has none, a POST to `/package.Service/Method`. Envoy prints a
 * status made from the HTTP code for every other request, which says nothing.
 */
export function isGrpc(contentType: string, method: string, path: string): boolean {
  if (contentType !== '') return contentType.startsWith('application/grpc')
  return method === 'POST' && /^\/[\w.]+\/\w+$/.test(path)
}
