import assert from 'node:assert/strict'
import { keyOf, judgeView, type Judged } from '../build/evidence/judge-view.ts'
import { compileCatalogue, listFixtures, openFixture, readExpectation, type Expected } from '../build/evidence/open-fixture.ts'
import { deriveNeeds } from '../src/engine/rules/derive-needs.ts'

const ruleSet = compileCatalogue()

const matches = ({ rule, proxy, subject }: Expected, said: { rule: string, target: string, subject: string }, { report }: Judged): boolean =>
  rule === said.rule && (subject === undefined || subject === said.subject)
  && (proxy === undefined || report.targets.find(target => target.id === said.target)?.label === proxy)

describe('matrix: each situation by every rule', function () {
  this.timeout(120_000)

  for (const name of listFixtures()) {
    describe(name, () => {
      const { cause, findings, allowed } = readExpectation(name)
      let judged: Judged
      before(async () => { judged = await judgeView(await openFixture(name), ruleSet) })

      it('findings are those that it expects, those it allows, and what its cause explains', () => {
        const { report } = judged
        const explained = new Set(report.causes[0]?.explains)
        const expected = [...cause === undefined ? [] : [cause], ...findings]
        const sick = report.findings.filter(finding => finding.severity !== 'info')
        assert.deepEqual(sick.filter(finding => !explained.has(finding.id) && ![...expected, ...allowed].some(item => matches(item, finding, judged))).map(finding => finding.message), [])
        assert.deepEqual(expected.filter(item => !report.findings.some(finding => matches(item, finding, judged))), [])
      })

      it('every rule says something: a finding, clear, unchecked, or not applicable', () => {
        const { report, clear } = judged
        const heard = new Set([
          ...report.findings.map(({ rule }) => rule), ...report.unchecked.map(({ rule }) => rule), ...report.notApplicable.map(({ rule }) => rule),
          ...[...clear].map(key => key.split(' ')[0] ?? ''),
        ])
        assert.deepEqual(ruleSet.rules.map(({ id }) => id).filter(id => !heard.has(id)), [])
      })

      it('nothing is both found and clear', () => {
        assert.deepEqual(judged.sick.map(keyOf).filter(key => judged.clear.has(key)), [])
      })

      it('a rule that is run alone says the same', async () => {
        const fixture = await openFixture(name)
        for (const id of new Set(judged.report.findings.map(({ rule }) => rule))) {
          const rules = ruleSet.rules.filter(rule => rule.id === id)
          const alone = await judgeView(fixture, { ...ruleSet, rules, needs: deriveNeeds(rules) })
          const gist = ({ report }: Judged): unknown => report.findings.filter(({ rule }) => rule === id).map(({ target, subject, severity, confidence, message }) => ({ target, subject, severity, confidence, message }))
          assert.deepEqual(gist(alone), gist(judged), id)
        }
      })
    })
  }
})
