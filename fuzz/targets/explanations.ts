import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import { explain } from '../../src/explain/explain.ts'
import { loadFacts } from '../../src/explain/facts.ts'
import type { Knowledge } from '../../src/explain/meaning.ts'
import { toBytes } from '../seeds.ts'
import type { Target } from '../target.ts'

let knowledge: Knowledge | undefined
function useKnowledge(): Knowledge {
  if (knowledge === undefined) {
    const { rules, facts } = buildCatalogue()
    knowledge = { rules, facts: loadFacts(facts) }
  }
  return knowledge
}

export const explanations: Target = {
  name: 'explanations', inputs: 105_000, longest: 20 * 1024,
  words: ['UF', 'URX,UF', 'via_upstream', '{x}', '503', 'grpc 14', 'TLS error: ', 'cluster.a.', 'upstream_rq_total', 'HTTP/1.1" 503 UF ', 'gRPC config stream closed: 14, ', '"response_flags":"'],
  seeds: () => toBytes(['UF', 'UF,URX', '503', 'UNAVAILABLE', 'via_upstream', 'upstream_reset_before_response_started{connection_failure}', 'cluster.a.upstream_cx_connect_fail', 'CERTIFICATE_VERIFY_FAILED', 'tls/upstream-san-mismatch',
    '[2026-11-20T11:02:17.000Z] "GET / HTTP/1.1" 503 UF 0 19 7 - "-" "curl" "id" "a" "10.0.0.7:80"', '[2026-11-20 11:02:03.120][17][warning][config] [x.h:152] gRPC config stream closed: 14, no', '{"response_flags":"UH","response_code":503}']),
  run: input => {
    const answer = explain(new TextDecoder().decode(input), useKnowledge())
    return 'meanings' in answer ? answer.meanings.map(meaning => `${meaning.kind}${meaning.parts.length}`).slice(0, 4).join() : `near ${answer.nearest.length}`
  },
}
