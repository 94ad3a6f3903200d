/** One line of the admin interface's access log. */
export interface AdminLine {
  /** Milliseconds since the epoch. */
  at: number | undefined
  method: string
  /** Without the query. */
  path: string
  query: string | undefined
  code: number
  /** The address that Envoy appends to `x-forwarded-for`: the caller's, or the machine's own where the caller is on it. */
  caller: string | undefined
  userAgent: string | undefined
  /** Nothing in it speaks against the admin interface, which has no upstream, sets no flag and gives no request an id. */
  isAdmin: boolean
}

/** Envoy's default format, whatever a container runtime put before it. Source: Envoy docs, "Access logging", default format string. */
const format = /\[(\d{4}-\d\d-\d\dT[\d:.]{5,20}Z?)\] "([A-Z-]{1,20}) (\S{1,8192}) (?:HTTP\/[\d.]{1,4}|-)" (\d{1,3}) (\S{1,100}) \d+ \d+ \S+ \S+ "([^"]*)" "(.*?)" "([^"]*)" "[^"]*" "([^"]*)"/
const farthest = 300

/** Takes a line apart; undefined where it is in another form. */
export function parseAdminLine(line: string): AdminLine | undefined {
  // Docker keeps a line as a JSON string.
  const text = line.startsWith('{"log":') ? line.replaceAll('\\"', '"') : line
  const found = format.exec(text)
  if (found === null || found.index > farthest) return undefined
  const [, time = '', method = '', target = '', code = '', flags = '', forwarded = '', userAgent = '', requestId = '', upstream = ''] = found
  const at = Date.parse(time)
  const question = target.indexOf('?')
  return {
    at: Number.isNaN(at) ? undefined : at,
    method, code: Number(code), isAdmin: flags === '-' && requestId === '-' && upstream === '-',
    path: question < 0 ? target : target.slice(0, question),
    query: question < 0 ? undefined : target.slice(question + 1),
    // A caller may send the header itself: the last address is Envoy's own word.
    caller: said(forwarded.split(',').at(-1)?.trim() ?? ''),
    userAgent: said(userAgent),
  }
}

const said = (text: string): string | undefined => text === '' || text === '-' ? undefined : text
