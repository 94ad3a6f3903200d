import { tellFact } from '../meaning.ts'
import type { Knowledge, Meaning } from '../meaning.ts'

/** gRPC statuses of the control plane: `7`, `grpc 7`, `PermissionDenied`, `PERMISSION_DENIED`. */
export function readGrpcCode(question: string, knowledge: Knowledge): Meaning[] {
  const match = /^(?:grpc[- ]?(?:status|code)?:? ?)?(\d{1,2}|[a-z_ ]+)$/i.exec(question.trim())
  const found = match === null ? undefined : findGrpcCode(match[1] ?? '', knowledge)
  return found === undefined ? [] : [found]
}

export function findGrpcCode(word: string, knowledge: Knowledge): Meaning | undefined {
  const { codes, source, appMeshEnded } = knowledge.facts['grpc-codes']
  const wanted = word.replace(/[_ ]/g, '').toLowerCase()
  const found = codes.find(code => String(code.code) === wanted || code.name.replaceAll('_', '').toLowerCase() === wanted)
  return found === undefined ? undefined : tellFact('gRPC status', `${found.code} ${found.name}`, found, source, [['App Mesh', found.appMesh === undefined ? '' : `${found.appMesh} ${appMeshEnded}`]])
}

/** HTTP statuses: which flags and details Envoy sends them with; the application may send any. */
export function readHttpStatus(question: string, knowledge: Knowledge): Meaning[] {
  const status = /^(?:http |status |code )?([1-5]\d\d)$/i.exec(question.trim())?.[1]
  if (status === undefined) return []
  const { flags, source } = knowledge.facts['response-flags']
  const { details } = knowledge.facts['response-code-details']
  const byFlag = Object.entries(flags).filter(([, flag]) => new RegExp(`\\b${status}\\b`).test(flag.status)).map(([short, flag]) => `${short} (${flag.long})`)
  const byDetail = Object.entries(details).filter(([, detail]) => String(detail.code) === status && detail.flag === undefined).map(([name]) => name)
  const own = byFlag.length + byDetail.length > 0
  return [tellFact('response code', status, {
    means: own
      ? 'Sent by the application, or made by Envoy itself. The response flags tell: with none, and via_upstream in the details, it is the application\'s.'
      : 'Envoy does not make this status by itself: the application sent it, or a filter or the configuration did.',
    tell: own ? 'Look at the flags of the access-log line and explain them.' : 'The details of the access-log line read via_upstream for the application\'s own.',
  }, source, [['flags', byFlag.join(', ')], ['details', byDetail.join(', ')]])]
}
