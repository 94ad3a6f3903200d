import assert from 'node:assert/strict'
import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import { meshFactsOf } from '../../src/evidence/mesh/facts.ts'
import { EvidenceReader } from '../../src/engine/evaluate/reader.ts'
import { Environments } from '../../src/engine/language/environment.ts'
import { compileRules } from '../../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../../src/engine/rules/derive-needs.ts'
import { readRule } from '../../src/engine/rules/read-rule.ts'
import { runExamples } from '../../src/run-examples.ts'

const tail = `message: 'x'
why: because
fix: mend it
verify: look
source: here
`
const withAgent = `title: The Agent says so
severity: error
each: proxy
detect:
  - when: proxy.agent.health == 'UNHEALTHY' || (has(proxy.agent.connected) && !proxy.agent.connected && now - proxy.agent.disconnectedAt > duration('1h'))
${tail}examples:
  fires:
    - {name: unhealthy, given: {agent: {healthStatus: UNHEALTHY}}}
    - name: disconnected for long
      given: {agent: {healthStatus: HEALTHY, managementServerConnectionStatus: NOT_CONNECTED, managementServerDisconnectedTimestamp: '2026-11-19T00:00:00Z'}}
  quiet:
    - {name: relay mode says nothing of a management server, given: {agent: {healthStatus: HEALTHY, envoyState: LIVE}}}
    - {name: no Agent, given: {ready: LIVE}, expect: {verdict: unchecked}}
`
const line = (request: string, time: string): string => `        [2026-11-20T${time}.000Z] "${request} HTTP/1.1" 200 - 0 3 0 - "10.0.0.9" "curl/8" "-" "localhost:9901" "-"\n`
const withCalls = `title: Somebody took it out of service
severity: error
each: proxy
detect:
  - when: proxy.adminCalls.exists(c, c.action == '/healthcheck/fail' && c.standing)
${tail}examples:
  fires:
    - name: failed
      given:
       adminLog: |
${line('POST /healthcheck/fail', '11:00:00')}
  quiet:
    - name: restored
      given:
       adminLog: |
${line('POST /healthcheck/fail', '11:00:00')}${line('POST /healthcheck/ok', '11:00:05')}
    - {name: not given, given: {ready: LIVE}, expect: {verdict: unchecked}}
`

describe('the nouns around a proxy', () => {
  for (const [name, text, kind] of [["the Agent's", withAgent, 'agent_status'], ['calls of the admin interface', withCalls, 'admin_log']] as const) {
    it(`${name}: a rule reads them, and is unchecked without them`, async () => {
      const read = readRule('proxy/x', 'proxy/x.yaml', text)
      assert.deepEqual(read.mistakes, [])
      const reader = new EvidenceReader()
      const rules = compileRules([read], new Environments(reader))
      const needs = deriveNeeds(rules)
      assert.ok(needs.kinds.has(kind))
      const results = await runExamples({ rules, reader, needs, versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(buildCatalogue().facts) }, { name: 'meshmedic', version: 'test' })
      assert.deepEqual(results.map(result => result.why), results.map(() => undefined))
    })
  }
})
