/**
 * A deliberately plain and slow reader of access-log lines, which shares nothing with the program's own: what it finds is what the fast
 * ones must find. Works on latin1 text, so that bytes stay bytes.
 */

/** `word`: neither blank nor quote. */
export type Kind = 'time' | 'number' | 'flags' | 'word' | 'text'

/** Operators of the formats in these tests, with the field that each fills. */
export const operators: Readonly<Record<string, readonly [field: string, kind: Kind]>> = {
  '%START_TIME%': ['time', 'time'],
  '%REQ(:METHOD)%': ['method', 'text'],
  '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%': ['path', 'text'],
  '%PROTOCOL%': ['protocol', 'text'],
  '%RESPONSE_CODE%': ['code', 'number'],
  '%RESPONSE_FLAGS%': ['flags', 'flags'],
  '%RESPONSE_CODE_DETAILS%': ['details', 'text'],
  '%BYTES_RECEIVED%': ['bytesReceived', 'number'],
  '%BYTES_SENT%': ['bytesSent', 'number'],
  '%DURATION%': ['duration', 'number'],
  '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%': ['upstreamServiceTime', 'number'],
  '%REQ(X-FORWARDED-FOR)%': ['forwardedFor', 'text'],
  '%REQ(USER-AGENT)%': ['userAgent', 'text'],
  '%REQ(X-REQUEST-ID)%': ['requestId', 'text'],
  '%REQ(:AUTHORITY)%': ['authority', 'text'],
  '%UPSTREAM_HOST%': ['upstream', 'word'],
  '%UPSTREAM_CLUSTER%': ['cluster', 'text'],
  '%ROUTE_NAME%': ['route', 'text'],
}

export const defaultFormat = '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% '
  + '%BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"\n'

export type Values = Record<string, string | number>

/** The pieces of a format: a literal, or an operator in percent signs. */
export function splitFormat(format: string): string[] {
  const pieces = format.split(/(%[A-Z_]+(?:\([^)]*\))?%)/).filter(piece => piece !== '').map(piece => piece in operators ? piece : piece.replaceAll('%%', '%'))
  return pieces.at(-1)?.endsWith('\n') === true ? pieces : [...pieces, '\n']
}

/** @param line without its newline @returns undefined where it is not of this format */
export function parseLine(pieces: readonly string[], line: string): Values | undefined {
  const text = `${line}\n`
  const values: Values = {}
  let at = 0
  for (const [i, piece] of pieces.entries()) {
    const operator = operators[piece]
    if (operator === undefined) {
      if (!text.startsWith(piece, at)) return undefined
      at += piece.length
      continue
    }
    const [field, kind] = operator
    let value: string
    if (kind === 'number') value = /^(?:-|\d*)/.exec(text.slice(at))?.[0] ?? ''
    else {
      const end = text.indexOf(pieces[i + 1] ?? '', at)
      if (end < 0) return undefined
      value = text.slice(at, end)
      // A literal with a newline in it stands at the end of the line only.
      if (value.includes('\n')) return undefined
    }
    at += value.length
    if (kind === 'flags' && !/^[A-Za-z0-9,_-]*$/.test(value)) return undefined
    if (kind === 'word' && /[ "]/.test(value)) return undefined
    if (kind === 'time') {
      const time = parseTime(value)
      if (time === undefined) return undefined
      values[field] = time
    } else if (kind === 'number') values[field] = /^\d+$/.test(value) ? Number(value) : -1
    else values[field] = value === '-' ? '' : value
  }
  return at === text.length ? values : undefined
}

function parseTime(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):?(\d\d))$/.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const offset = match[8] === undefined ? 0 : (match[8] === '-' ? -1 : 1) * (Number(match[9]) * 60 + Number(match[10]))
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds) - offset * 60_000
}
