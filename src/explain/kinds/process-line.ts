import { tellFact } from '../meaning.ts'
import type { Knowledge, Meaning } from '../meaning.ts'
import { findGrpcCode } from './codes.ts'
import { readTls } from './tls.ts'

const prefix = /\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)\]\[\d+\]\[(trace|debug|info|warning|error|critical)\](?:\[([^\]]*)\])? ?(?:\[?[^\s\]]+:\d+\] ?)?(.*)$/s
// Until 1.23 `gRPC config stream closed: 7, …`, since then `… stream to TARGET closed: 7, …`; a lasting failure adds `since 31s ago`.
const close = /gRPC config stream (?:to (\S+) )?closed(?: since (\d+(?:ms|s)) ago)?: (\d+),? ?(.*?)(?: \(previously (\d+).*\))?$/s

/** A line of the process log, or its text alone. */
export function readProcessLine(question: string, knowledge: Knowledge): Meaning[] {
  const { source, lines } = knowledge.facts['process-log']
  const match = prefix.exec(question)
  const text = (match?.[4] ?? question).trim()
  const known = lines.find(line => text.includes(line.text))
  const parts = [...readClose(text, knowledge), ...known === undefined ? [] : [tellFact('log message', known.text.trim(), known, source)]]
  const tls = /TLS|verify cert|certificate/i.test(text) ? readTls(text, knowledge) : []
  if (match === null) return parts.length === 0 ? [] : [...parts, ...tls]
  const [, time = '', level = '', logger = ''] = match
  const rows: [string, string][] = [['time', time], ['level', level], ['logger', logger], ['says', text]]
  const unknown: [string, string][] = parts.length + tls.length > 0 ? [] : [['means', 'This message is not described here.']]
  return [{
    kind: 'process-log line', name: 'Envoy\'s own log', source, rules: [],
    sections: [...rows, ...unknown].filter(([, value]) => value !== '').map(([label, value]) => ({ label, text: value })),
    parts: [...parts, ...tls],
  }]
}

function readClose(text: string, knowledge: Knowledge): Meaning[] {
  const match = close.exec(text)
  if (match === null) return []
  const [, target = '', since = '', code = '', message = '', previously = ''] = match
  const status = findGrpcCode(code, knowledge)
  const { source } = knowledge.facts['process-log']
  return [tellFact('log message', 'gRPC config stream closed', {
    means: 'The stream over which this proxy gets its configuration ended. Traffic goes on with the configuration it has.',
  }, source, [
    ['of', target], ['for', since], ['with', message === '' ? 'no message' : message], ['before', previously === '' ? '' : `gRPC status ${previously}`],
  ], status === undefined ? [] : [status])]
}
