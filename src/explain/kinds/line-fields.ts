/** What the fields of an access-log line mean, for a person who reads one. Source: Envoy, "Access logging", and the mesh's own for the rest. */

/** Values of a line by the field's name; absent ones are empty or not there. */
export type LineValues = ReadonlyMap<string, string>

/** How a field is shown: its label, and its value with what it means. An empty text is not shown. */
interface FieldWords { label: string, tell: (value: string, values: LineValues) => string }

const plain = (label: string, meaning: string): FieldWords => ({ label, tell: value => value === '' ? '' : `${value}: ${meaning}` })
const milliseconds = (label: string, meaning: string): FieldWords => ({ label, tell: value => value === '' ? '' : `${value} ms ${meaning}` })
const silent: FieldWords = { label: '', tell: () => '' }

const get = (values: LineValues, field: string): string => values.get(field) ?? ''

function tellRequest(_: string, values: LineValues): string {
  const words = ['method', 'path', 'protocol'].map(field => get(values, field))
  return words.slice(0, 2).every(word => word === '') ? 'none could be read' : words.filter(word => word !== '').join(' ')
}

function tellBytes(_: string, values: LineValues): string {
  const [received, sent] = [get(values, 'bytesReceived'), get(values, 'bytesSent')]
  return [received === '' ? '' : `${received} of body received`, sent === '' ? '' : `${sent} sent`].filter(text => text !== '').join(', ')
}

function tellDuration(value: string, values: LineValues): string {
  if (value === '') return ''
  const service = get(values, 'upstreamServiceTime')
  if (!values.has('upstreamServiceTime')) return `${value} ms in all`
  return `${value} ms in all${service === '' ? '; no answer of an upstream within it' : `, ${service} ms of it until the upstream answered`}`
}

/** Fields by their names in src/sources/logs/format/operators.ts, in the order in which they are told. */
const words: Readonly<Record<string, FieldWords>> = {
  time: { label: 'time', tell: value => value === '' ? '' : `${value}, when the request began` },
  method: { label: 'request', tell: tellRequest },
  path: silent,
  protocol: silent,
  authority: { label: 'host', tell: value => value },
  sni: plain('SNI', 'the server name that the client asked for in its TLS handshake'),
  code: { label: 'status', tell: value => value === '0' ? '0: nothing was sent to the client' : value },
  flags: { label: 'flags', tell: value => value === '' ? 'none: Envoy found nothing to remark' : value },
  flagsLong: { label: 'flags', tell: value => value === '' ? 'none: Envoy found nothing to remark' : value },
  details: { label: 'details', tell: value => value === 'via_upstream' ? 'via_upstream: the status is the upstream\'s own' : value },
  terminationDetails: plain('ended by', 'why Envoy ended the connection'),
  failure: plain('failure', 'why the connection to the upstream could not be made or kept'),
  downstreamFailure: plain('failure', 'why the client\'s TLS handshake failed'),
  grpcStatus: plain('gRPC', 'the status of the call; of a request that is not gRPC, made from the HTTP code'),
  grpcStatusNumber: plain('gRPC', 'the status of the call; of a request that is not gRPC, made from the HTTP code'),
  grpcStatusHeader: plain('gRPC', 'the status that the server sent'),
  contentType: plain('content', 'the content type'),
  bytesReceived: { label: 'bytes', tell: tellBytes },
  bytesSent: silent,
  duration: { label: 'took', tell: tellDuration },
  upstreamServiceTime: silent,
  requestDuration: milliseconds('request', 'until the last byte of the request was received'),
  responseDuration: milliseconds('response', 'until the first byte of the upstream\'s answer'),
  responseTxDuration: milliseconds('response', 'from the upstream\'s first byte to the last one sent to the client'),
  requestTxDuration: milliseconds('request', 'until the last byte of the request was sent to the upstream'),
  attempts: plain('attempts', 'how often the request was sent to an upstream; more than 1 are retries, 0 means that none was tried'),
  upstream: { label: 'upstream', tell: value => value === '' ? 'none was chosen' : value },
  upstreamAddress: plain('upstream', 'the address of the upstream'),
  cluster: plain('cluster', 'the cluster that the route chose'),
  clusterRaw: plain('cluster', 'the cluster that the route chose, without its alternative name'),
  route: { label: 'route', tell: value => value === '' ? '' : `${value}: the route's name` },
  listener: plain('listener', 'which listener accepted the connection'),
  filterChain: plain('chain', 'which filter chain of the listener took it'),
  upstreamLocalAddress: plain('out of', 'Envoy\'s own end of the connection to the upstream'),
  downstreamLocalAddress: plain('into', 'Envoy\'s own end of the client\'s connection'),
  downstreamRemoteAddress: plain('peer', 'the client\'s end of the connection'),
  userAgent: { label: 'client', tell: value => value },
  forwardedFor: { label: 'from', tell: value => value },
  requestId: { label: 'id', tell: value => value },
  scheme: plain('scheme', 'of the request'),
}

const order = Object.keys(words)
const rankOf = (field: string): number => order.indexOf(field) < 0 ? order.length : order.indexOf(field)

/** Every field that says something: known ones first, in words; others under the operator's name, or the key of the JSON line. */
export function tellLineFields(fields: readonly { field: string, text: string, key: string | undefined }[]): { label: string, text: string }[] {
  const values: LineValues = new Map(fields.map(({ field, text }) => [field, text]))
  // A request without a method, and bytes of one direction alone, are told under what is there.
  const [leader] = ['method', 'path', 'protocol'].filter(field => values.has(field))
  const [bytes] = ['bytesReceived', 'bytesSent'].filter(field => values.has(field))
  const told = new Set<string>()
  return [...fields].sort((a, b) => rankOf(a.field) - rankOf(b.field)).flatMap(({ field, text, key }) => {
    if (told.has(field)) return []
    told.add(field)
    const known = field === leader ? words.method : field === bytes ? words.bytesReceived : words[field]
    const shown = known === undefined ? text : known.tell(text, values)
    return shown === '' ? [] : [{ label: known?.label ?? key ?? tellName(field), text: shown }]
  })
}

/** `req.x-tenant` is told as the header that it is. */
function tellName(field: string): string {
  const [, part = '', header = ''] = /^(req|resp|trailer)\.(.+)$/.exec(field) ?? []
  return header === '' ? field : `${{ req: 'request', resp: 'response' }[part] ?? part} header ${header}`
}
