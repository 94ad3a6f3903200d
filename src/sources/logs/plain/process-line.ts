/** What a process-log line is about; undefined for lines of no interest. */
export type ProcessEvent =
  | { kind: 'close', method: string, target: string | undefined, code: number, message: string, failingFor: number | undefined }
  | { kind: 'rejection', type: string, resource: string | undefined, reason: string }
  | { kind: 'tls', reason: string }

export interface ProcessLine { at: number | undefined, level: string | undefined, event: ProcessEvent | undefined }

// `[2026-11-20 11:02:03.120][17][warning][config] [source/…:152] text`; older ones lack the bracket before the path.
const prefix = /\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)\]\[\d+\]\[(trace|debug|info|warning|error|critical)\](?:\[[^\]]*\])? ?(?:\[?[^\s\]]+:\d+\] ?)?(.*)$/

/** Whether a line begins like one of Envoy's process log. */
export const looksLikeProcess = (line: string): boolean => prefix.test(line)

/**
 * Reads one line of the process log. The path in it moves between versions, so only the text counts.
 * Source: Envoy, grpc_stream.h and the subscription code of 1.9 to 1.40.
 */
export function parseProcessLine(line: string): ProcessLine | undefined {
  const match = prefix.exec(line)
  if (match === null) return undefined
  const [, time = '', level, text = ''] = match
  const at = Date.parse(`${time.replace(' ', 'T')}Z`)
  return { at: Number.isNaN(at) ? undefined : at, level, event: readClose(text) ?? readRejection(text) ?? readTls(text) }
}

const close = /^(?:(\S+) )?gRPC config stream (?:to (\S+) )?closed(?: since (\d+)(ms|s) ago)?: (\d+), ?(.*)$/

function readClose(text: string): ProcessEvent | undefined {
  const match = close.exec(text)
  if (match === null) return undefined
  const [, method = '', target, since, unit, code = '', message = ''] = match
  return {
    kind: 'close', method, target, code: Number(code),
    message: message.replace(/ \(previously .*\)$/, '').trim(),
    failingFor: since === undefined ? undefined : Number(since) / (unit === 'ms' ? 1000 : 1),
  }
}

function readRejection(text: string): ProcessEvent | undefined {
  const byType = /^(?:gRPC config for|delta config for|Config for|REST config for) (\S+) (?:update )?rejected: (.*)$/.exec(text)
  if (byType !== null) {
    const [, url = '', reason = ''] = byType
    const resource = /^Error adding\/updating (?:listener|cluster)\(s\) ([^:\s]+): (.*)$/.exec(reason)
    return { kind: 'rejection', type: url.replace(/^type\.googleapis\.com\//, ''), resource: resource?.[1], reason: resource?.[2] ?? reason }
  }
  const byName = /^(lds|cds): (?:listener|cluster) '([^']+)' config rejected: (.*)$/.exec(text)
  return byName === null ? undefined : { kind: 'rejection', type: byName[1] ?? '', resource: byName[2], reason: byName[3] ?? '' }
}

function readTls(text: string): ProcessEvent | undefined {
  const reason = /TLS[_ ]error:.*|verify cert failed:.*/.exec(text)?.[0]
  return reason === undefined ? undefined : { kind: 'tls', reason }
}
