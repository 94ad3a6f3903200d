import type { ResponseDetail } from '../facts.ts'
import { tellFact } from '../meaning.ts'
import type { Knowledge, Meaning } from '../meaning.ts'
import { readTls } from './tls.ts'

/** What Envoy writes into the body of its own 503, with the reason of the reset. */
const body = /upstream connect error or disconnect\/reset before headers.*?reset reason: ([^,.]+)/

/** The external processor's detail ends with the gRPC status of its stream: `ext_proc_error_gRPC_error_13`. */
const grpcEnding = /^(.+)_grpc_error_(\d{1,2})$/i

/** Response-code details, with what they carry in braces: `upstream_reset_before_response_started{connection_termination}`. */
export function readDetails(question: string, knowledge: Knowledge): Meaning[] {
  const text = question.trim()
  const fromBody = body.exec(text)
  if (fromBody !== null) return tellReset('upstream_reset_before_response_started', fromBody[1] ?? '', text, knowledge)
  const [, head = '', inside = ''] = /^([^{[(]+)(?:[{[(](.*))?$/s.exec(text) ?? []
  const name = head.trim().replaceAll(' ', '_')
  if (name.startsWith('upstream_reset_')) {
    const reset = tellReset(name, /^[^|,}]*/.exec(inside)?.[0] ?? '', inside, knowledge)
    if (reset.length > 0) return reset
  }
  const [, stem = name, status = ''] = grpcEnding.exec(name) ?? []
  const found = findDetail(stem, knowledge)
  const carried = inside.replace(/[}\])]$/, '')
  if (found !== undefined) return [tellDetail(found[0], found[1], knowledge, [tellStatus(status, knowledge), carried].filter(part => part !== '').join(', '))]
  const reset = findReset(head, knowledge)
  return reset === undefined ? [] : [reset]
}

/** The name alone: what is known of the codes else is about the control plane. */
function tellStatus(status: string, { facts }: Knowledge): string {
  const name = facts['grpc-codes'].codes.find(({ code }) => String(code) === status)?.name
  return status === '' ? '' : `gRPC status ${status}${name === undefined ? '' : ` ${name}`}`
}

function findDetail(name: string, { facts }: Knowledge): [string, ResponseDetail] | undefined {
  const wanted = name.toLowerCase()
  return Object.entries(facts['response-code-details'].details).find(([known, detail]) => known === wanted || detail.was?.includes(wanted) === true)
}

function tellReset(name: string, reason: string, rest: string, knowledge: Knowledge): Meaning[] {
  const found = findDetail(name, knowledge)
  if (found === undefined) return []
  const reset = findReset(reason, knowledge)
  return [tellDetail(found[0], found[1], knowledge, reason, [...reset === undefined ? [] : [reset], ...readTls(rest, knowledge)])]
}

function findReset(reason: string, { facts }: Knowledge): Meaning | undefined {
  const { resets, source } = facts['response-code-details']
  const wanted = reason.replaceAll('_', ' ').trim().toLowerCase()
  const known = resets[wanted]
  return known === undefined ? undefined : tellFact('reset reason', wanted, known, source, [['flag', flagsOf(known)]])
}

function tellDetail(name: string, detail: ResponseDetail, { facts }: Knowledge, carries: string, parts: readonly Meaning[] = []): Meaning {
  const was = (detail.was ?? []).join(', ')
  return tellFact('response-code detail', name, detail, facts['response-code-details'].source, [
    ['carries', carries],
    ['sends', detail.code === undefined ? '' : String(detail.code)],
    ['flag', flagsOf(detail)],
    ['was', was === '' ? '' : `${was} in older versions`],
  ], parts)
}

function flagsOf(detail: ResponseDetail): string {
  return typeof detail.flag === 'string' ? detail.flag : (detail.flag ?? []).join(' or ')
}
