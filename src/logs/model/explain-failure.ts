import type { CatalogueRule } from '../../catalogue/catalogue.ts'
import { compileRequestFilter } from '../../engine/evaluate/request-filter.ts'
import type { LogGroup } from '../../evidence/schema.ts'
import { findGrpcCode } from '../../explain/kinds/codes.ts'
import { readDetails } from '../../explain/kinds/details.ts'
import { findFlag } from '../../explain/kinds/flags.ts'
import { readTls } from '../../explain/kinds/tls.ts'
import type { Knowledge, Meaning } from '../../explain/meaning.ts'

export interface Explained { meaning: string, rules: readonly string[] }

const mostRules = 3

/** What tells of a failed request, in the words of its line. */
export type FailureFacts = Pick<LogGroup, 'code' | 'flags' | 'details' | 'failure' | 'grpcStatus' | 'upstream'>

/** Flags that say how it went on rather than what went wrong. */
const secondary = new Set(['URX', 'DI'])

/**
 * Says what a failed request means and which rule judges its cause: by the most telling part of the line, that is the TLS error, the flag
 * that is not only about retries, the details, the gRPC status, the code.
 */
export function explainFailure(failure: FailureFacts, knowledge: Knowledge, rules: readonly CatalogueRule[]): Explained {
  const meanings = tellParts(failure, knowledge)
  const [first] = meanings
  const known = new Set(rules.map(rule => rule.id))
  const byFilter = rulesByFilter(failure, rules)
  return {
    meaning: first === undefined ? tellPlain(failure) : meansOf(first),
    rules: [...new Set(byFilter.length > 0 ? byFilter : meanings.map(meaning => meaning.rules.filter(id => known.has(id))).find(ids => ids.length > 0))].slice(0, mostRules),
  }
}

function tellParts({ flags, details, failure, grpcStatus }: FailureFacts, knowledge: Knowledge): Meaning[] {
  const names = flags.split(',').filter(flag => flag !== '').sort((a, b) => Number(secondary.has(a)) - Number(secondary.has(b)))
  const detail = details === undefined || details === 'via_upstream' ? [] : readDetails(details, knowledge)
  const inner = detail.flatMap(meaning => meaning.parts).filter(part => part.kind === 'TLS error')
  return [
    ...failure === undefined ? [] : readTls(failure.replaceAll('_', ' '), knowledge).slice(0, 1).concat(readTls(failure, knowledge).slice(0, 1)),
    ...inner,
    ...names.flatMap(flag => findFlag(flag, knowledge) ?? []),
    ...detail,
    ...grpcStatus === undefined ? [] : [tellGrpc(grpcStatus, knowledge)],
  ]
}

/** The facts speak of statuses of a control plane; of a request only the name is known. */
function tellGrpc(status: number, knowledge: Knowledge): Meaning {
  const name = findGrpcCode(String(status), knowledge)?.name ?? String(status)
  return { kind: 'gRPC status', name, sections: [{ label: 'means', text: `The call ended with gRPC status ${name}.` }], rules: [], source: '', parts: [] }
}

function tellPlain({ code, upstream, flags }: FailureFacts): string {
  if (flags !== '') return `Not a flag that Envoy defines: ${flags}. An extension may.`
  if (code === 0) return 'Nothing was sent to the client.'
  if (upstream !== undefined && upstream !== '') return `The upstream answered ${code} itself; Envoy only passed it on.`
  return `Envoy or a filter in it answered ${code} without saying why; response-code details in the log format would tell.`
}

const meansOf = (meaning: Meaning): string => meaning.sections.find(section => section.label === 'means')?.text ?? meaning.name

/** The rules that read exactly such requests; where one asks for more than a flag, only those. */
function rulesByFilter(failure: FailureFacts, rules: readonly CatalogueRule[]): string[] {
  const group = { authority: '', method: '', path: '', count: 1, p50: 0, p99: 0, ...failure } as LogGroup
  const matching = rules.flatMap(rule => rule.reads.requests.filter(filter => compileRequestFilter(filter).test(group)).map(filter => ({ id: rule.id, flag: filter.startsWith('flag:') })))
  const exact = matching.filter(match => !match.flag)
  return (exact.length > 0 ? exact : matching).map(match => match.id)
}
