/**
 * What stands around a proxy's lines when something else wrote them down: Docker, Kubernetes (CRI), compose, kubectl, CloudWatch.
 * The line itself is found by how lines begin, so that no list of prefixes has to be complete.
 */

const cri = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) std(?:out|err) ([FP])(?: |$)/
const named = /^(?:\[(?:pod|job|deployment)\/[^\]\s]+\] |[\w.-]+\s+\| |\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?=[[{\w]))/
const exported = /^\s*"(?:message|log|value|@message)"\s*:\s*("(?:[^"\\]|\\.)*")\s*,?\s*}?,?\s*$/
const begins = /\[\d{4}-\d\d-\d\d(?:T[\d:.]+Z?\] "|\s+\d\d:\d\d:\d\d\.\d+\]\[)/
/** A wrapper is short; farther in, what looks like a beginning is part of a message. */
const farthest = 300

export interface Unwrapped {
  /** One line, or the lines of an export that is one line of JSON. */
  lines: readonly string[]
  /** More of the same line follows. */
  partial: boolean
}

/** Takes one layer off a line; undefined where nothing is around it. Work on latin1 text: bytes stay bytes. */
export function unwrapLine(line: string): Unwrapped | undefined {
  if (line.endsWith('\r')) return { lines: [line.slice(0, -1)], partial: false }
  const first = line[0] ?? ''
  if (first === '{' || first === '[') {
    const inner = unwrapJson(line)
    if (inner !== undefined) return inner
  }
  const kubernetes = cri.exec(line)
  if (kubernetes !== null) return { lines: [line.slice(kubernetes[0].length)], partial: kubernetes[1] === 'P' }
  const found = begins.exec(line.slice(0, farthest))
  if (found?.index === 0) return undefined
  if (found !== null) return unwrapCell(line, found.index)
  const value = exported.exec(line)?.[1]
  if (value !== undefined) return decoded(value)
  const prefix = named.exec(line)?.[0]
  return prefix === undefined ? undefined : { lines: [line.slice(prefix.length)], partial: false }
}

/** A cell of a CSV or a table: quotes are doubled inside quotes; a table's cells end with ` |`. */
function unwrapCell(line: string, start: number): Unwrapped {
  const quoted = line[start - 1] === '"'
  let text = line.slice(start)
  if (quoted) text = text.replace(/"(?:,[^"]*)?\s*$/, '').replaceAll('""', '"')
  else if (line.slice(0, start).includes('|')) text = text.replace(/\s*\|\s*$/, '')
  return { lines: [text], partial: false }
}

/** Docker's `{"log":"…\n","stream":…}`, shippers' `{"message":"…"}`, and whole `aws logs` answers that were written without line breaks. */
function unwrapJson(line: string): Unwrapped | undefined {
  if (line.includes('"events":[') || line.includes('"events": [')) {
    const messages = [...line.matchAll(/"message"\s*:\s*("(?:[^"\\]|\\.)*")/g)].map(match => match[1] ?? '""')
    return messages.length === 0 ? undefined : { lines: messages.flatMap(message => decoded(message)?.lines ?? []), partial: false }
  }
  const text = /^\{(?:.{0,400}?,)?\s*"(?:log|message|msg|MESSAGE)"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(line)?.[1]
  if (text === undefined) return undefined
  const inner = decoded(text)
  if (inner === undefined) return undefined
  // Envoy's own JSON lines may have a key `message`; only a whole line in it is a wrapper.
  const docker = line.startsWith('{"log":')
  const [whole = ''] = inner.lines
  return docker || begins.test(whole.slice(0, farthest)) || whole.startsWith('{') ? { ...inner, partial: docker && !text.endsWith('\\n"') } : undefined
}

/** A JSON string inside latin1 text, its own line end left away. */
function decoded(quoted: string): Unwrapped | undefined {
  try {
    const text = Buffer.from(JSON.parse(Buffer.from(quoted, 'latin1').toString('utf8')) as string).toString('latin1')
    return { lines: text.replace(/\n$/, '').split('\n'), partial: false }
  } catch {
    return undefined
  }
}
