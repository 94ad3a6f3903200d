import { readOneLine, type LineFields } from '../../sources/logs/read-one-line.ts'
import type { Knowledge, Meaning } from '../meaning.ts'
import { findGrpcCode, readHttpStatus } from './codes.ts'
import { readDetails } from './details.ts'
import { findFlag, readFlags } from './flags.ts'
import { tellLineFields } from './line-fields.ts'
import { readTls } from './tls.ts'

const looksAlike = /\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "?\S+ .* HTTP\/\d/
const codeAndFlags = /HTTP\/[\d.]+"? (\d{1,3}) ([A-Z]{2,5}(?:,[A-Z]{2,5})*)(?= )/

const source = 'Envoy, access log documentation (operators and default format string), 1.17 to 1.40'

/**
 * A line of the access log, field by field: in the format given, Envoy's default, Istio's, or JSON; in another, what is known in it.
 * @param formats of --format
 */
export function readAccessLine(question: string, knowledge: Knowledge, formats: readonly string[]): Meaning[] {
  const line = readOneLine(question, formats)
  if (line !== undefined) return [tellLine(line, knowledge)]
  if (!looksAlike.test(question)) return []
  const [, code = '', flags = ''] = codeAndFlags.exec(question) ?? []
  return [{
    kind: 'access-log line', name: formats.length > 0 ? 'another format than the one given' : 'another format than Envoy\'s default', source, rules: [],
    sections: [
      { label: 'means', text: 'The fields of this format are not known here; what can be recognised in it stands below.' },
      { label: 'do', text: 'Give the format, as the configuration has it, with --format.' }, ...code === '' ? [] : [{ label: 'status', text: code }],
    ],
    parts: [...flags === '' ? [] : readFlags(flags, knowledge), ...readTls(question, knowledge)],
  }]
}

const shortNames: Readonly<Record<string, string>> = { 'JSON lines': 'JSON', 'the configured format': 'the format given' }

function tellLine({ format, fields }: LineFields, knowledge: Knowledge): Meaning {
  const values = new Map(fields.map(({ field, text }) => [field, text]))
  const get = (field: string): string => values.get(field) ?? ''
  const flags = get('flags') || get('flagsLong')
  return {
    kind: 'access-log line', name: shortNames[format] ?? format, source, rules: [],
    sections: [...tellLineFields(fields), { label: 'blame', text: tellBlame(values, flags) }].filter(section => section.text !== ''),
    parts: tellParts(get, flags, knowledge),
  }
}

/** What can be explained in its own right. A flag says why: the bare status beside it adds nothing. */
function tellParts(get: (field: string) => string, flags: string, knowledge: Knowledge): Meaning[] {
  const found = flags === '' ? [] : readFlags(flags, knowledge)
  const details = [get('details'), get('terminationDetails')].filter(text => text !== '' && text !== 'via_upstream').flatMap(text => readDetails(text, knowledge))
  const told = new Set(details.flatMap(flatten).map(({ kind, name }) => `${kind} ${name}`))
  const failures = [get('failure'), get('downstreamFailure')].filter(text => text !== '').flatMap(text => readTls(text, knowledge)).filter(({ kind, name }) => !told.has(`${kind} ${name}`))
  const status = get('grpcStatusHeader') || get('grpcStatus') || get('grpcStatusNumber')
  const isGrpc = get('contentType').startsWith('application/grpc') || get('grpcStatusHeader') !== ''
  const grpc = isGrpc && status !== '0' && status !== '' ? findGrpcCode(status, knowledge) : undefined
  const parts = [...found, ...details, ...failures, ...grpc === undefined ? [] : [{ ...grpc, sections: grpc.sections.filter(({ label }) => label !== 'App Mesh') }]]
  return parts.length === 0 && Number(get('code')) >= 400 ? readHttpStatus(get('code'), knowledge) : parts
}

const flatten = (meaning: Meaning): Meaning[] => [meaning, ...meaning.parts.flatMap(flatten)]

/** Who made the status: without flags an upstream that was asked did. */
function tellBlame(values: ReadonlyMap<string, string>, flags: string): string {
  if (flags !== '' || Number(values.get('code') ?? 0) < 400 || !values.has('upstream')) return ''
  return values.get('upstream') === ''
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

/** A JSON object with too few fields for a line of the access log, but with one that can be explained: every value under a known key. */
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
