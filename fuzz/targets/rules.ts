import { readFileSync } from 'node:fs'
import { isEvaluationFailure } from '../../src/engine/evaluate/render-template.ts'
import { compileExpression } from '../../src/engine/language/compile.ts'
import { Environments } from '../../src/engine/language/environment.ts'
import type { Reader } from '../../src/engine/language/functions.ts'
import { compileRules } from '../../src/engine/rules/compile-rules.ts'
import { readRule } from '../../src/engine/rules/read-rule.ts'
import { RuleError, type Mistake } from '../../src/errors.ts'
import { subjectKinds } from '../../src/evidence/subjects.ts'
import { sayCount } from '../outcome.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const one = (): number => 1
const reader: Reader = { growth: one, total: one, gauge: one, gaugeBefore: one, proxyGrowth: one, proxyGauge: one, serverGrowth: one, clusterGrowth: one, requests: () => [], seconds: one }
let environments: Environments | undefined
const useEnvironments = (): Environments => environments ??= new Environments(reader)
const rules = ['tls/upstream-san-mismatch', 'connectivity/no-route', 'proxy/initializing', 'control-plane/disconnected'].map(id => ({ id, text: () => readFileSync(`rules/${id}.yaml`, 'utf8') }))

const small = "title: t\nseverity:\n  - when: growth('upstream_rq_total') > 0\n    is: error\n  - is: info\neach: cluster\nlet: { n: growth('upstream_rq_total') }\ndetect:\n  - when: n > 0.0\n    exposure: n\n"
  + "message: '{cluster.label} {n}'\nsaw:\n  - { name: a, value: cluster.name }\nwhy: >-\n  because\n  of {n}\nfix: x\nverify: y\nsource: s\nexplains: [a/b]\nrivals: [{ rule: a/b, when: n > 1.0, because: z }]\nexamples: { fires: [{ name: a, given: {} }], quiet: [{ name: b, given: {} }] }\n"
const words = ["growth('upstream_rq_total')", "requests('flag:UF')", "requests('constructor:x')", 'cluster.name', 'proxy.', 'now', ' && ', ' ? ', 'has(', '.exists(x, ', '.matches(', "'a{999}'", 'size(', 'timestamp(', ' in ', '[1,2]', '{1:2}', 'dyn(', ' == ', 'each: ', 'severity: ', 'detect:\n', '  - when: ', '{{', '{n}', '&a ', '*a', '!!binary ', '>-\n', '? ']

function tell(mistakes: readonly Mistake[]): string {
  for (const { line, column } of mistakes) demand(line >= 1 && column >= 1, 'a mistake has no place in its file')
  return `${sayCount(mistakes.length)} ${mistakes.slice(0, 2).map(mistake => mistake.message.slice(0, 20)).join()}`
}

export const ruleFiles: Target = {
  name: 'rule-files', inputs: 105_000, longest: 8 * 1024, words,
  seeds: () => toBytes([small, ...rules.map(rule => rule.text().slice(0, 2500))]),
  run: input => {
    const { source, place, mistakes } = readRule('a/b', 'a/b.yaml', new TextDecoder().decode(input))
    if (mistakes.length > 0) return tell(mistakes)
    try {
      const [rule] = compileRules([{ source, place }], useEnvironments())
      return `compiled ${rule?.each ?? ''}`
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      return tell(error.mistakes)
    }
  },
}

export const expressions: Target = {
  name: 'expressions', inputs: 300_000, longest: 4 * 1024, words,
  seeds: () => toBytes([
    "growth('upstream_rq_total') > 0 && cluster.name.startsWith('a')", "cluster.endpoints.exists(e, !e.healthy) ? 'a' : \"b\"", "requests('flag:UF code:5xx').size() > 0", 'has(proxy.version) && proxy.version.matches("^1[.]")',
    'now - timestamp("2026-01-01T00:00:00Z") > duration("1h")', "[1, 2.5, {'a': null}].map(x, x)[0] == 1 || 1/0 > 2", '((((((((1))))))))', '-9223372036854775808 + 9223372036854775807u', "b'\\xff' == r'\\'",
  ]),
  run: (input, random) => {
    const text = new TextDecoder().decode(input)
    const compiled = compileExpression(useEnvironments().forSubject(random.of(Object.keys(subjectKinds)) as keyof typeof subjectKinds), text)
    if ('mistakes' in compiled) {
      for (const { offset } of compiled.mistakes) demand(offset >= 0 && offset <= text.length, 'a mistake lies outside of its expression')
      return compiled.mistakes.map(mistake => mistake.message.slice(0, 16)).slice(0, 2).join()
    }
    try {
      return `${compiled.expression.type} ${typeof compiled.expression.run({ now: new Date(0) })}`
    } catch (error) {
      if (!isEvaluationFailure(error)) throw error
      return `${compiled.expression.type} fails`
    }
  },
}
