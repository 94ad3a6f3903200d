/** What a message of the process log is about. */
export type ProcessEvent =
  | { kind: 'close', method: string, target: string | undefined, code: number, message: string, failingFor: number | undefined }
  | { kind: 'rejection', type: string, resource: string | undefined, reason: string }
  | { kind: 'tls', reason: string }
  /** `detail` tells notices of one kind apart; without it the first text stands for all. `sample` stands for the text where that is not to be shown. */
  | { kind: 'notice', notice: string, detail?: string, sample?: string }

/**
 * Reads the text of a process line; several events where one message refuses several resources.
 * Source: Envoy, grpc_stream.h, the subscriptions and managers of 1.9 to 1.40; App Mesh User Guide, troubleshooting.
 */
export function readEvents(text: string): readonly ProcessEvent[] {
  const close = readClose(text)
  if (close !== undefined) return [close]
  const rejections = readRejections(text)
  if (rejections.length > 0) return rejections
  const failed = readFailedStart(text)
  if (failed !== undefined) return [failed]
  const notice = notices.find(([pattern]) => pattern.test(text))?.[1]
  if (notice !== undefined) return [{ kind: 'notice', notice }]
  const reason = /TLS[_ ]error:?[ |].*|verify cert failed:.*/s.exec(text)?.[0]
  return reason === undefined ? [] : [{ kind: 'tls', reason: firstLine(reason) }]
}

/**
 * Envoy ends when its bootstrap does not hold: `error `REASON` initializing config 'FILE'`, up to 1.18 `error initializing configuration 'FILE': REASON`.
 * A reason of the JSON parser prints the whole bootstrap after it, which may hold anything.
 */
function readFailedStart(text: string): ProcessEvent | undefined {
  const match = /^error `(.*?)(?:\): \{.*|` initializing config .*|$)/s.exec(text) ?? /^error initializing configuration '[^']*': (.*)$/s.exec(text)
  if (match === null) return undefined
  const reason = firstLine(match[1] ?? '')
  return { kind: 'notice', notice: 'start failed', detail: reason, sample: reason.replace(/^Unable to parse JSON as proto \(|^Protobuf message \(type \S+ reason /, '') }
}

/** Whether more lines may belong to a message: refusals and closes print what they were given, line breaks included. */
export function mayGoOn(text: string): boolean {
  return closePattern.test(text) || refusal.test(text)
}

// 2019: `gRPC config stream closed: 13, `; 1.12: `Method gRPC …`; 1.20: `… closed since 35s ago: 14, …`; 1.24: `… stream to TARGET closed…`;
// the fifth shape ends in `(previously 14, … since 3s ago)`.
const closePattern = /^(?:(\S+) )?gRPC config stream (?:to (\S+) )?closed(?: since (\d+)(ms|s) ago)?: (\d+),? ?(.*)$/s
const previously = /\s*\(previously \d+,.*? since (\d+)(ms|s) ago\)\s*$/s

function readClose(text: string): ProcessEvent | undefined {
  const match = closePattern.exec(text)
  if (match === null) return undefined
  const [, method = '', target, since, unit, code = '', message = ''] = match
  return {
    kind: 'close', method, target, code: Number(code), message: message.replace(previously, '').trim(),
    failingFor: since === undefined ? undefined : Number(since) / (unit === 'ms' ? 1000 : 1),
  }
}

const refusal = /^(?:gRPC config for|delta config for|Config for|gRPC delta config for|REST config for|gRPC update for) (\S+) (?:update )?(?:rejected|failed): ?(.*)$/is
const named = /^(lds|cds|rds|eds|sds|srds): (?:listener|cluster|route|secret|endpoint)s? '([^']*)' config rejected: ?(.*)$/is
const several = /^Error adding\/updating (listener|cluster|scoped route)\(s\) ?(.*)$/s
const unbound = /^listener '([^']+)' failed to (?:listen|bind)[^:]*: ?(.*)$/s
const onFile = /^Filesystem config update (?:rejected|failure): ?(.*)$/s

const managers: Readonly<Record<string, string>> = { listener: 'lds', cluster: 'cds', 'scoped route': 'srds' }

function readRejections(text: string): ProcessEvent[] {
  const byType = refusal.exec(text)
  if (byType !== null) return splitResources((byType[1] ?? '').replace(/^type\.googleapis\.com\//, ''), byType[2] ?? '')
  const byName = named.exec(text)
  if (byName !== null) return [{ kind: 'rejection', type: byName[1]?.toLowerCase() ?? '', resource: orUndefined(byName[2]), reason: (byName[3] ?? '').trim() }]
  const manager = several.exec(text)
  if (manager !== null) return splitResources(managers[manager[1] ?? ''] ?? '', text)
  const port = unbound.exec(text)
  if (port !== null) return [{ kind: 'rejection', type: 'lds', resource: port[1], reason: port[2] ?? '' }]
  const file = onFile.exec(text)
  return file === null ? [] : splitResources('file', file[1] ?? '')
}

/** `Error adding/updating listener(s) a: …` and one more `b: …` on each further line. */
function splitResources(type: string, reason: string): ProcessEvent[] {
  const match = several.exec(reason)
  if (match === null) return [{ kind: 'rejection', type, resource: undefined, reason: reason.trim() }]
  const entries: { resource: string | undefined, reason: string }[] = []
  for (const line of (match[2] ?? '').split('\n')) {
    // Only the first may hold blanks: documents write <port number>.
    const entry = (entries.length === 0 ? /^(.{0,300}?): (.+)$/s : /^([^\s:]*|'[^']*'): (.+)$/s).exec(line)
    const last = entries.at(-1)
    if (entry !== null) entries.push({ resource: orUndefined(entry[1]), reason: entry[2] ?? '' })
    else if (last === undefined) entries.push({ resource: undefined, reason: line })
    else last.reason += `\n${line}`
  }
  return entries.map(entry => ({
    kind: 'rejection', type,
    // Envoy up to 1.15 leaves the name away and prints the resource at the end.
    resource: entry.resource ?? / name: "([^"]+)"/.exec(entry.reason)?.[1],
    reason: entry.reason.trim(),
  }))
}

const orUndefined = (text: string | undefined): string | undefined => text === '' ? undefined : text?.replace(/^'(.*)'$/, '$1')
const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** Messages that tell of something without being a failure of configuration or of TLS, most telling first. */
const notices: readonly (readonly [RegExp, string])[] = [
  [/^Caught .+, suspect faulting address|^Caught (?:Segmentation fault|Aborted|Bus error)/, 'crash'],
  [/^(?:assert failure|panic): /, 'crash'],
  [/^Watchdog \w+ as \d+ threads? (?:is|are) stuck/, 'crash'],
  [/Too many open files/, 'no file descriptors left'],
  [/^envoy bug failure: /, 'bug reported by Envoy'],
  [/^gRPC config: initial fetch timed out for /, 'initial fetch timed out'],
  [/^Unable to establish new stream/, 'config stream not opened'],
  [/^initializing epoch \d+/, 'start'],
  [/^starting main dispatch loop/, 'main loop began'],
  [/^all dependencies initialized\. starting workers/, 'workers began'],
  [/^cm init: all clusters initialized/, 'clusters initialised'],
  [/^caught ENVOY_SIGTERM|^caught SIGTERM/, 'SIGTERM'],
  [/^shutting down server instance|^main dispatch loop exited|^exiting$/, 'stop'],
  [/^shutting down parent after drain/, 'hot restart'],
  [/^(?:lds|cds|rds|eds|sds): |^rtds: /, 'configuration update'],
  [/^\[AppNet Agent\]|Agent Environment Variables|Envoy Environment Variables/, 'App Mesh Agent'],
  [/^(?:Did not find Envoy configuration file at |Appending \/tmp\/envoy|Starting Envoy\.?$)/, 'App Mesh start script'],
  [/Using deprecated option|Deprecated field|deprecated and will be removed/, 'deprecated option'],
  [/^closing connection.*no matching filter chain found/, 'no matching filter chain'],
  [/HPE_INVALID_METHOD|dispatch error: /, 'malformed request'],
]
