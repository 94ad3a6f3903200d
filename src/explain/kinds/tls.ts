import type { TlsError, TlsText } from '../facts.ts'
import { tellFact } from '../meaning.ts'
import type { Knowledge, Meaning } from '../meaning.ts'

/** BoringSSL: errors of the TLS library begin here; an alert of the other side is 1000 + its number. */
const sslLibrary = 0x1000_0000
const systemLibrary = 0x0200_0000
const firstAlert = 1000

const complaint = {
  us: 'This Envoy complained, about the other side or about the bytes that came.',
  peer: 'The other side complained, about this Envoy.',
} as const

/** TLS errors and alerts by name, number or text, and failures of the transport below, wherever they stand in a text. */
export function readTls(question: string, knowledge: Knowledge): Meaning[] {
  const named = readNames(question, knowledge)
  const texts = readTexts(question, knowledge)
  const found = [...named, ...texts]
  return found.length > 0 ? found : readNumbers(question, knowledge)
}

function readNames(question: string, { facts }: Knowledge): Meaning[] {
  const { errors, source } = facts['tls-errors']
  const tokens = question.toUpperCase() === question || question.includes(':') || question.includes(' ') ? question : question.toUpperCase()
  const names = new Set(tokens.match(/\b[A-Z0-9]+(?:_[A-Z0-9]+)+\b/g))
  return [...names].flatMap(name => {
    const known = errors.find(error => error.name === name || error.was?.includes(name) === true)
    if (known !== undefined) return [tellError(known, source)]
    return /_ALERT_/.test(name) ? [tellUnknownAlert(name, source)] : []
  })
}

function readNumbers(question: string, { facts }: Knowledge): Meaning[] {
  const { errors, source } = facts['tls-errors']
  return (question.match(/\b(?:\d{8,9}|0x[0-9a-fA-F]{7,8})\b/g) ?? []).flatMap(text => {
    const code = Number(text)
    const known = errors.find(error => error.code === code)
    if (known !== undefined) return [tellError(known, source)]
    if (code > systemLibrary && code < systemLibrary + 200) {
      return [tellFact('TLS error', text, { means: `The operating system broke the connection off: errno ${code - systemLibrary}${code - systemLibrary === 104 ? ' (connection reset)' : ''}.` }, source)]
    }
    const reason = code - sslLibrary
    if (reason >= firstAlert && reason < firstAlert + 256) return [tellUnknownAlert(`alert ${reason - firstAlert} (${text})`, source)]
    return []
  })
}

function readTexts(question: string, { facts }: Knowledge): Meaning[] {
  const { texts, transport, source } = facts['tls-errors']
  const plain = question.replaceAll('_', ' ').toLowerCase()
  const holds = (fact: TlsText): boolean => plain.includes(fact.text.replaceAll('_', ' ').toLowerCase())
  const found = [...texts.map(fact => ({ kind: 'TLS error', fact })), ...transport.map(fact => ({ kind: 'transport failure', fact }))]
    .filter(({ fact }) => holds(fact))
  // "self signed certificate" stands in "self signed certificate in certificate chain", which says more.
  return found.filter(({ fact }) => !found.some(other => other.fact !== fact && other.fact.text.toLowerCase().includes(fact.text.toLowerCase())))
    .map(({ kind, fact }) => tellFact(kind, fact.text, fact, source, [['who', fact.by === undefined ? '' : complaint[fact.by]]]))
}

function tellError(error: TlsError, source: string): Meaning {
  return tellFact('TLS error', error.name, error, source, [
    ['who', complaint[error.by]],
    ['number', `${error.code} (BoringSSL)`],
    ['counts', (error.stats ?? []).map(stat => `ssl.${stat}`).join(', ')],
  ])
}

function tellUnknownAlert(name: string, source: string): Meaning {
  return tellFact('TLS error', name, { means: 'An alert of the other side that is not described here.' }, source, [['who', complaint.peer]])
}
