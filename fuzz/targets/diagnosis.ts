import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import { diagnose, type RuleSet } from '../../src/diagnose.ts'
import { UsageError } from '../../src/errors.ts'
import { meshFactsOf } from '../../src/evidence/mesh/facts.ts'
import { EvidenceReader } from '../../src/engine/evaluate/reader.ts'
import { Environments } from '../../src/engine/language/environment.ts'
import { compileRules } from '../../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../../src/engine/rules/derive-needs.ts'
import { isEvidenceKind } from '../../src/evidence/kinds.ts'
import { exitCode } from '../../src/report/exit-code.ts'
import { reporters, type Format } from '../../src/report/index.ts'
import type { Answer, ProxySnapshot } from '../../src/snapshot/snapshot.ts'
import { sniffKind } from '../../src/sources/sniff.ts'
import type { Random } from '../random.ts'
import { readFixture, thinJson, toBytes } from '../seeds.ts'
import { Broken, demand, type Target } from '../target.ts'

let made: RuleSet | undefined
function useRules(): RuleSet {
  if (made === undefined) {
    const reader = new EvidenceReader()
    const rules = compileRules(buildCatalogue().rules.map(source => ({ source })), new Environments(reader))
    made = { rules, reader, needs: deriveNeeds(rules), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(buildCatalogue().facts) }
  }
  return made
}

const kindOfFile = { 'stats-1.txt': 'stats', 'stats-2.txt': 'stats', 'config_dump.json': 'config_dump', 'clusters.json': 'clusters', 'listeners.json': 'listeners', 'certs.json': 'certs', 'server_info.json': 'server_info', 'access.log': 'access_log', 'envoy.log': 'process_log' }

/** The answers of a saved proxy one behind the other, each behind a line with its kind. */
function pack(folder: string): string {
  return Object.entries(kindOfFile).map(([file, kind]) => {
    const path = `${folder}/${file}`
    const text = file.endsWith('.json') ? JSON.stringify(thinJson(path, 3)) : readFixture(path).split('\n').filter((_, i) => i % 7 === 0 || i < 30).join('\n').slice(0, 6000)
    return `=== ${kind}\n${text}\n`
  }).join('')
}

/** What may come instead of an answer, and says nothing of a proxy. */
const junk = ['', '{}', '[]', 'null', '<html><title>Login</title></html>', 'upstream connect error or disconnect/reset before headers', '{"error":"forbidden"}', 'x'.repeat(300), '\0\x01\x02\xff', '{"a":[', 'x: y\n', '{"status":"ok"}', '404 page not found\n', '0\n', '::\n', '---\n', '[1,2']
/** Of these an empty object is an answer: there are none. */
const listKinds: ReadonlySet<string> = new Set(['clusters', 'listeners'])
const junkKinds = ['stats', 'config_dump', 'clusters', 'listeners', 'certs', 'server_info', 'ready', 'access_log', 'process_log'] as const

function toAnswer(kind: Answer['kind'], text: Uint8Array, i: number): Answer {
  return {
    kind, source: `a/${kind}-${i}`, query: undefined, readAt: Date.UTC(2026, 10, 25, 0, 34, i), readAtFrom: 'recorded', bytes: text.length, failure: undefined,
    // eslint-disable-next-line @typescript-eslint/require-await
    open: async function* () { yield text },
  }
}

function unpack(input: Uint8Array, random: Random): Answer[] {
  const sections = Buffer.from(input).toString('latin1').split(/^=== /m).filter(section => section !== '')
  return sections.slice(0, 24).map((section, i) => {
    const [kind = '', ...lines] = section.split('\n')
    const bytes = new Uint8Array(Buffer.from(lines.join('\n'), 'latin1'))
    return toAnswer(isEvidenceKind(kind) && !random.once(6) ? kind : sniffKind(new TextDecoder().decode(bytes)), bytes, i)
  })
}

async function judge(answers: readonly Answer[], random: Random, rules: RuleSet): Promise<{ clear: number, said: string }> {
  const proxy: ProxySnapshot = { name: 'a', live: false, answers, unreachable: undefined }
  const report = await diagnose({ proxies: [proxy], problems: [], close: () => Promise.resolve() }, rules, { tool: { name: 'meshmedic', version: '0' }, at: undefined })
  const format = random.of(Object.keys(reporters)) as Format
  const text = (await reporters[format]())(report, { width: 100, color: false, all: true, verbose: true })
  demand(!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text.replaceAll('\n', '')), `a hidden character stands in the report as ${format}`)
  const code = exitCode(report, { failOn: 'error' })
  return { clear: report.coverage.clear, said: `${code} ${report.findings.map(finding => finding.rule).slice(0, 4).join()} ${report.coverage.clear} ${report.coverage.unchecked > 0}` }
}

/** The rules that are clear, each asked alone. */
async function nameClear(answers: readonly Answer[], random: Random, rules: RuleSet['rules']): Promise<string[]> {
  const clear: string[] = []
  for (const rule of rules) if ((await judge(answers, random, { ...useRules(), rules: [rule] })).clear > 0) clear.push(rule.id)
  return clear
}

export const diagnosis: Target = {
  name: 'diagnosis', inputs: 4_000, longest: 48 * 1024, limit: 3000,
  words: ['=== stats\n', '=== certs\n', '=== config_dump\n', '=== access_log\n', 'server.state: 0\n', 'cluster.a.upstream_rq_total: 5\n', '"name":"\\u001b[2J', '\\u202e'],
  seeds: () => toBytes(['tls-upstream-san-mismatch', 'connectivity-no-healthy-upstream', 'control-plane-update-rejected', 'healthy-pair', 'connectivity-no-route', 'tls-upstream-untrusted-ca'].map(name => pack(`${name}/checkout`))),
  run: async (input, random) => {
    if (random.once(4)) {
      const bytes = new TextEncoder()
      const answers = junkKinds.filter(() => !random.once(3)).map((kind, i) => toAnswer(kind, bytes.encode(random.of(listKinds.has(kind) ? junk.filter(text => text !== '{}') : junk)), i))
      // That something answered may be clear; of the proxy nothing may.
      const rules = useRules().rules.filter(rule => rule.each !== 'target')
      const { clear, said } = await judge(answers, random, { ...useRules(), rules })
      if (clear > 0) throw new Broken(`nothing but junk was given, and this is clear: ${(await nameClear(answers, random, rules)).join()}`)
      return `junk ${said}`
    }
    try {
      return (await judge(unpack(input, random), random, useRules())).said
    } catch (error) {
      // Nothing but what tells of other things: that is said instead of a report.
      if (error instanceof UsageError) return `refused ${error.name}`
      throw error
    }
  },
}
