/** What stands around a message of the process log. `at` in milliseconds since the epoch. */
export interface ProcessLine { at: number | undefined, level: string | undefined, text: string }

// `[2026-11-20 11:02:03.120][17][warning][config] [source/…:152] text`; 1.9 lacks the bracket before the path, fine-grain logs the logger.
const envoy = /^\[(\d{4}-\d\d-\d\d) +(\d\d:\d\d:\d\d\.\d+)\]\[\d+\]\[(trace|debug|info|warn|warning|error|critical|off)\](?:\[[^\]]*\])? ?(?:\[?[^\s\]]*:\d+\] ?)?(.*)$/s
// Documents often cut the time away.
const untimed = /^\[(trace|debug|info|warning|error|critical)\]\[[^\]]*\] (?:\[[^\s\]]+:\d+\] ?)?(.*)$/s
// Istio: time, level, `envoy logger path:line`, text, `thread=17`, between tabs; its agent's own lines have a scope there, or nothing.
const istio = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\t(\w+)\t(?:envoy [^\t]*\t)?(.*?)(?:\tthread=\d+)?$/s
// The App Mesh Agent, and what it starts: logfmt.
const logfmt = /^time="([^"]+)" level=(\w+) (.*)$/s

/**
 * Takes the beginning off a process line: Envoy's own (1.9 to 1.40), Istio's, the Agent's, or JSON with the usual keys. The path in it
 * moves between versions, so only the text counts.
 */
export function parseProcessLine(line: string): ProcessLine | undefined {
  const own = envoy.exec(line)
  if (own !== null) return { at: parseTime(`${own[1] ?? ''}T${own[2] ?? ''}Z`), level: levelOf(own[3]), text: own[4] ?? '' }
  const bare = untimed.exec(line)
  if (bare !== null) return { at: undefined, level: levelOf(bare[1]), text: bare[2] ?? '' }
  const other = istio.exec(line) ?? logfmt.exec(line)
  if (other !== null) return { at: parseTime(other[1] ?? ''), level: levelOf(other[2]), text: other[3] ?? '' }
  return line.startsWith('{') ? parseJson(line) : undefined
}

const levelOf = (level: string | undefined): string => level === 'warn' ? 'warning' : level ?? 'unknown'

function parseTime(text: string): number | undefined {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

function parseJson(line: string): ProcessLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const pick = (...keys: string[]): string | undefined => {
    const found = keys.map(key => (value as Record<string, unknown>)[key]).find(inner => typeof inner === 'string' || typeof inner === 'number')
    return found === undefined ? undefined : String(found)
  }
  const level = pick('level', 'Level', 'severity', 'lvl')
  const text = pick('message', 'msg', 'Message', 'log')
  if (level === undefined || text === undefined) return undefined
  const time = pick('time', 'timestamp', 'ts', '@timestamp', 'Time')
  return { at: time === undefined ? undefined : parseTime(/^\d{4}-\d\d-\d\d \d/.test(time) ? `${time.replace(' ', 'T')}Z` : time), level: levelOf(level.toLowerCase()), text }
}
