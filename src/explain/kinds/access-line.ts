import type { Knowledge, Meaning } from '../meaning.ts'
import { readHttpStatus } from './codes.ts'
import { readDetails } from './details.ts'
import { findFlag, readFlags } from './flags.ts'
import { readTls } from './tls.ts'

// [time] "METHOD PATH PROTOCOL" code flags rx tx duration upstream-time "xff" "user agent" "request id" "authority" "upstream"
const byDefault = /\[(\d{4}-\d\d-\d\dT[\d:.]+Z)\] "(\S+) (.*?) (\S+)" (\d+) (\S+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) "([^"]*)" "(.*?)" "([^"]*)" "([^"]*)" "([^"]*)"\s*$/
const looksAlike = /\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "?\S+ .* HTTP\/\d/
const codeAndFlags = /HTTP\/[\d.]+"? (\d{1,3}) ([A-Z]{2,5}(?:,[A-Z]{2,5})*)(?= )/

const source = 'Envoy, access log documentation (default format string), 1.17 to 1.40'

/** A line of the access log, in Envoy's default format field by field; in another, what is known in it. */
export function readAccessLine(question: string, knowledge: Knowledge): Meaning[] {
  const match = byDefault.exec(question)
  if (match !== null) return [tellDefault(match.slice(1), knowledge)]
  if (!looksAlike.test(question)) return []
  const [, code = '', flags = ''] = codeAndFlags.exec(question) ?? []
  return [{
    kind: 'access-log line', name: 'another format than Envoy\'s default', source, rules: [],
    sections: [{ label: 'means', text: 'The fields of this format are not known here; what can be recognised in it stands below.' }, ...code === '' ? [] : [{ label: 'status', text: code }]],
    parts: [...flags === '' ? [] : readFlags(flags, knowledge), ...readTls(question, knowledge)],
  }]
}

function tellDefault(fields: readonly string[], knowledge: Knowledge): Meaning {
  const [time = '', method = '', path = '', protocol = '', code = '', flags = '', received = '', sent = '', duration = '', service = '', xff = '', agent = '', id = '', authority = '', upstream = ''] = fields
  const rows: [string, string][] = [
    ['time', `${time}, when the request began`],
    ['request', method === '-' && path === '-' ? 'none could be read' : `${method} ${path} ${protocol}`],
    ['host', authority],
    ['status', code === '0' ? '0: nothing was sent to the client' : code],
    ['flags', flags === '-' ? 'none: Envoy found nothing to remark' : flags],
    ['bytes', `${received} of body received, ${sent} sent`],
    ['took', `${duration} ms in all${service === '-' ? '; no answer of an upstream within it' : `, ${service} ms of it until the upstream answered`}`],
    ['upstream', upstream === '-' ? 'none was chosen' : upstream],
    ['client', agent],
    ['from', xff],
    ['id', id],
  ]
  return {
    kind: 'access-log line', name: 'Envoy\'s default format', source, rules: [],
    sections: [
      ...rows.filter(([, text]) => text !== '-' && text !== '').map(([label, text]) => ({ label, text })),
      { label: 'blame', text: tellBlame(code, flags, upstream) },
    ].filter(section => section.text !== ''),
    parts: flags === '-' ? [] : readFlags(flags, knowledge),
  }
}

/** Who made the status: without flags an upstream that was asked did. */
function tellBlame(code: string, flags: string, upstream: string): string {
  if (flags !== '-' || Number(code) < 400) return ''
  return upstream === '-'
    ? 'No upstream was asked: Envoy, a filter or the route made this status.'
    : 'The upstream answered with this status itself; Envoy passed it on. Read the application\'s log for the request id.'
}

/** Keys under which JSON access logs carry what can be explained; any case, `%` names or Istio's. */
const jsonKeys: readonly { key: RegExp, read: (value: string, knowledge: Knowledge) => Meaning[] }[] = [
  { key: /^response_?flags(_?long)?$|^flags$/i, read: readFlags },
  { key: /^response_?code$|^status(_?code)?$|^code$/i, read: (value, knowledge) => Number(value) >= 400 ? readHttpStatus(value, knowledge) : [] },
  { key: /response_?code_?details$|^details$/i, read: readDetails },
  { key: /transport_?failure_?reason$/i, read: readTls },
  { key: /termination_?details$/i, read: readDetails },
]

/** A line of a JSON access log: every value under a known key. */
export function readJsonLine(question: string, knowledge: Knowledge): Meaning[] {
  const text = question.trim()
  if (!text.startsWith('{')) return []
  const values = readObject(text)
  if (values === undefined) return []
  const known = Object.entries(values).flatMap(([key, value]) => jsonKeys.filter(item => item.key.test(key)).map(item => ({ key, text: String(value), read: item.read })))
    .filter(item => item.text !== '-' && item.text !== '')
  if (known.length === 0) return []
  const hasFlag = known.some(item => item.text.split(',').some(word => findFlag(word, knowledge) !== undefined))
  return [{
    kind: 'access-log line', name: 'JSON', source, rules: [],
    sections: known.map(item => ({ label: item.key, text: item.text })),
    // A flag says why; the bare status beside it adds nothing.
    parts: known.filter(item => !(hasFlag && item.read === jsonKeys[1]?.read)).flatMap(item => item.read(item.text, knowledge)),
  }]
}

function readObject(text: string): Record<string, string | number> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number'))
  } catch {
    return undefined
  }
}
