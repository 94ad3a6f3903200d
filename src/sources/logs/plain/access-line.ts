/** One line of Envoy's default access-log format. Durations in milliseconds, time since the epoch in milliseconds. */
export interface AccessLine {
  at: number
  method: string
  path: string
  code: number
  flags: string
  duration: number
  userAgent: string
  authority: string
  upstream: string | undefined
}

// [time] "METHOD PATH PROTOCOL" code flags rx tx duration upstream-time "xff" "ua" "request-id" "authority" "upstream host"
const pattern = /\[(\d{4}-\d\d-\d\dT[\d:.]+Z)\] "(\S+) (.*?) (\S+)" (\d+) (\S+) (\d+) (\d+) (\d+) (\d+|-) "(.*?)" "(.*?)" "(\S*?)" "(.*?)" "(\S*?)"\s*$/

/** Whether a line begins like an access-log line, whatever stands before it (Docker, Kubernetes, CloudWatch). */
export const looksLikeAccess = (line: string): boolean => /\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "/.test(line)

/** Reads a line of the default format, or undefined where it is none. Source: Envoy, "Default format string" of access logs. */
export function parseAccessLine(line: string): AccessLine | undefined {
  const match = pattern.exec(line)
  if (match === null) return undefined
  const [, time = '', method = '', path = '', , code = '', flags = '', , , duration = '', , , userAgent = '', , authority = '', upstream = ''] = match
  const at = Date.parse(time)
  if (Number.isNaN(at)) return undefined
  return {
    at, method, path: path === '-' ? '' : path, code: Number(code), flags: flags === '-' ? '' : flags, duration: Number(duration),
    userAgent, authority, upstream: upstream === '-' || upstream === '' ? undefined : upstream,
  }
}
