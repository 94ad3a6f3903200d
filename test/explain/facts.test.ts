import assert from 'node:assert/strict'
import { loadFacts } from '../../src/explain/facts.ts'
import type { Fact } from '../../src/explain/facts.ts'
import { readKnowledge } from './knowledge.ts'

const { facts } = readKnowledge()

/** Every flag that Envoy 1.17 to 1.40 defines. */
const allFlags = 'DC DF DI DO DPE DR DT FI IH LH LR NC NFCF NR OM RFCF RL RLSE SI UAEX UC UDO UF UH UMSDR UO UPE UR URX UT'.split(' ')

describe('facts', () => {
  const groups: [string, readonly (readonly [string, Fact])[]][] = [
    ['response flags', Object.entries(facts['response-flags'].flags)],
    ['response-code details', Object.entries(facts['response-code-details'].details)],
    ['reset reasons', Object.entries(facts['response-code-details'].resets)],
    ['gRPC codes', facts['grpc-codes'].codes.map(code => [code.name, code])],
    ['TLS errors', facts['tls-errors'].errors.map(error => [error.name, error])],
    ['TLS texts', [...facts['tls-errors'].texts, ...facts['tls-errors'].transport].map(text => [text.text, text])],
    ['statistics', Object.entries(facts.stats.stats)],
    ['log messages', facts['process-log'].lines.map(line => [line.text, line])],
  ]
  const keys = new Set(['means', 'tell', 'do', 'rules', 'long', 'status', 'since', 'stats', 'code', 'flag', 'was', 'name', 'appMesh', 'by', 'text', 'scope', 'kind', 'bad'])

  for (const [group, entries] of groups) {
    it(`${group}: each says what it means, in sentences, under known keys, once`, () => {
      assert.ok(entries.length > 5)
      assert.equal(new Set(entries.map(([name]) => name)).size, entries.length)
      for (const [name, fact] of entries) {
        for (const text of [fact.means, fact.tell ?? '.', fact.do ?? '.']) assert.match(text, /^[\w/%."].*[.]$|^\.$/s, `${name}: ${text}`)
        assert.deepEqual(Object.keys(fact).filter(key => !keys.has(key)), [], name)
        for (const rule of fact.rules ?? []) assert.match(rule, /^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, name)
      }
    })
  }

  it('know every response flag, with its long name', () => {
    assert.deepEqual(Object.keys(facts['response-flags'].flags).toSorted(), allFlags.toSorted())
    const long = Object.values(facts['response-flags'].flags).map(flag => flag.long)
    assert.equal(new Set(long).size, allFlags.length)
    for (const name of long) assert.match(name, /^([A-Z][a-z]+)+$/)
  })

  it('know every gRPC status', () => {
    assert.deepEqual(facts['grpc-codes'].codes.map(code => code.code), Array.from({ length: 17 }, (_, index) => index))
  })

  it('name only flags, statistics and scopes that are described', () => {
    const flags = facts['response-flags'].flags
    const stats = facts.stats.stats
    const named = [...Object.values(facts['response-code-details'].details), ...Object.values(facts['response-code-details'].resets), ...Object.values(stats)]
    for (const flag of named.flatMap(fact => fact.flag ?? [])) assert.ok(flag in flags, flag)
    const counted = [...Object.values(flags), ...facts['tls-errors'].errors].flatMap(fact => fact.stats ?? [])
    for (const stat of counted) assert.ok(stat in stats, stat)
    for (const [name, stat] of Object.entries(stats)) assert.ok(stat.scope in facts.stats.scopes, name)
  })

  it('number TLS errors as BoringSSL does, and lay alerts at the other side\'s door', () => {
    for (const error of facts['tls-errors'].errors) {
      assert.ok(error.code > 0x1000_0000, error.name)
      if (error.name.includes('_ALERT_')) {
        assert.equal(error.by, 'peer', error.name)
        assert.ok(error.code - 0x1000_0000 > 1000, error.name)
      }
    }
  })

  it('advise no restart, which a frozen proxy would not survive', () => {
    for (const [, entries] of groups) for (const [name, fact] of entries) assert.doesNotMatch(fact.do ?? '', /\b(restart|redeploy|scale out)/i, name)
  })

  it('are missed by name', () => {
    assert.throws(() => loadFacts({ ...facts, stats: undefined }), /The facts stats are missing/)
  })
})
