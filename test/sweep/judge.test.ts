import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fingerprint } from '../../src/engine/fold/number-findings.ts'
import { severities } from '../../src/engine/report.ts'
import type { FindingState, StoredFinding, TargetState } from '../../src/store/store.ts'
import { matches, applySuppressions } from '../../src/sweep/config/apply-suppressions.ts'
import { compareRuns } from '../../src/sweep/compare-runs.ts'
import { decideChanges, type Fate } from '../../src/sweep/judge/decide-changes.ts'
import { DoubtFinder } from '../../src/sweep/judge/doubts.ts'
import { fateTeller } from '../../src/sweep/judge/fate.ts'
import { seeFindings } from '../../src/sweep/judge/see-findings.ts'
import { samples, aFinding, aTarget } from '../report/samples.ts'
import { seen } from '../store/sample.ts'

const stored = (name: string, changes: Partial<StoredFinding> = {}): StoredFinding => ({ ...seen(name), scope: 'default', state: 'open', firstSeen: 1, lastSeen: 2, resolvedAt: undefined, firstRun: 1, changedIn: 1, returns: 0, told: '', ...changes })

describe('what changed in a run', () => {
  const cases: readonly { name: string, before?: { state?: FindingState, severity?: StoredFinding['severity'] }, now?: StoredFinding['severity'], fate?: Fate, change: string | undefined }[] = [
    { name: 'new', now: 'error', change: 'opened' },
    { name: 'as before', before: {}, now: 'error', change: undefined },
    { name: 'more severe', before: {}, now: 'critical', change: 'worsened' },
    { name: 'milder', before: {}, now: 'warning', change: 'bettered' },
    { name: 'back after it was resolved', before: { state: 'resolved' }, now: 'error', change: 'returned' },
    { name: 'back after its target was gone', before: { state: 'gone' }, now: 'error', change: 'returned' },
    { name: 'seen again after it could not be checked', before: { state: 'uncertain' }, now: 'error', change: 'confirmed' },
    { name: 'not seen and checked', before: {}, fate: 'resolved', change: 'resolved' },
    { name: 'not seen and not checked', before: {}, fate: 'uncertain', change: 'uncertain' },
    { name: 'still not checked', before: { state: 'uncertain' }, fate: 'uncertain', change: undefined },
    { name: 'not checked before, now clear', before: { state: 'uncertain' }, fate: 'resolved', change: 'resolved' },
    { name: 'no longer listed', before: {}, fate: 'gone', change: 'gone' },
    { name: 'not looked for', before: {}, fate: 'not looked for', change: undefined },
    { name: 'resolved long ago', before: { state: 'resolved' }, fate: 'resolved', change: undefined },
  ]
  for (const { name, before, now, fate, change } of cases) {
    it(`${name}: ${change ?? 'nothing'}`, () => {
      const changes = decideChanges(before === undefined ? [] : [stored('a', before)], now === undefined ? [] : [seen('a', { severity: now })], () => fate ?? assert.fail('asked'))
      assert.deepEqual(changes.map(one => one.kind), change === undefined ? [] : [change])
    })
  }

  it('is never more than one thing a finding', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))
    fc.assert(fc.property(names, names, fc.array(fc.constantFrom(...severities), { minLength: 4, maxLength: 4 }), fc.constantFrom<Fate>('resolved', 'uncertain', 'gone'), (before, now, list, fate) => {
      const changes = decideChanges(before.map((name, i) => stored(name, { severity: list[i] ?? 'info' })), now.map((name, i) => seen(name, { severity: list[3 - i] ?? 'info' })), () => fate)
      assert.equal(new Set(changes.map(one => one.finding.fingerprint)).size, changes.length)
    }))
  })
})

describe('what became of a finding that is not seen', () => {
  const report = samples['san-mismatch'] ?? assert.fail('no sample')
  const endpoint = 'mesh/shop/virtualNode/checkout'
  const target = (name: string, reached: boolean, id = `${endpoint}@${name}`): TargetState => ({ name, id, reached, reason: '' })
  const finding = stored('a', { endpoint, rule: 'tls/x' })
  const input = { report: { ...report, targets: [aTarget('checkout')] }, doubts: [], watched: new Set(['a']), rules: new Set(['tls/x']), targets: [target('one', true)] }
  const cases: readonly { name: string, change: Partial<Parameters<typeof fateTeller>[0]>, fate: Fate }[] = [
    { name: 'its targets answered and its rule was checked', change: {}, fate: 'resolved' },
    { name: 'its subject had no traffic', change: { doubts: [{ fingerprints: ['a'], rules: [] }] }, fate: 'uncertain' },
    { name: 'its rule could not be checked on that endpoint', change: { doubts: [{ fingerprints: [], rules: [`tls/x ${endpoint}`] }] }, fate: 'uncertain' },
    { name: 'its rule could not be checked elsewhere', change: { doubts: [{ fingerprints: ['b'], rules: ['tls/x mesh/shop/virtualNode/orders'] }] }, fate: 'resolved' },
    { name: 'one of its instances did not answer', change: { targets: [target('one', true), target('two', false)] }, fate: 'uncertain' },
    { name: 'nobody of it is listed any more', change: { report: { ...report, targets: [aTarget('orders')] }, targets: [target('other', true, 'x')] }, fate: 'gone' },
    { name: 'nobody of it answered, and one that did not may be it', change: { report: { ...report, targets: [aTarget('orders')] }, targets: [target('new', false, '')] }, fate: 'uncertain' },
    { name: 'its rule did not run', change: { rules: new Set() }, fate: 'not looked for' },
    { name: 'another run opened it meanwhile', change: { watched: new Set() }, fate: 'not looked for' },
  ]
  for (const { name, change, fate } of cases) it(`${name}: ${fate}`, () => assert.equal(fateTeller({ ...input, ...change })(finding), fate))
})

describe('doubts', () => {
  it('are the open findings among what is unchecked, and rules without a subject', () => {
    const target = 'mesh/shop/virtualNode/checkout@10.0.0.7'
    const open = [stored(fingerprint('tls/x', target, 'orders'), { rule: 'tls/x' }), stored('other', { rule: 'a/b' })]
    const unchecked = { kind: 'unchecked', lack: 'stats', reason: '', lead: undefined } as const
    const judge = (rule: string, subject: string) => ({ rule, target, subject, label: '', verdict: unchecked })
    assert.deepEqual(new DoubtFinder(open).find([judge('tls/x', 'orders'), judge('tls/x', 'payments'), judge('a/b', ''), judge('c/d', 'orders'), { ...judge('tls/x', 'orders'), verdict: { kind: 'clear', lead: undefined } }]), {
      fingerprints: [open[0]?.fingerprint], rules: ['a/b mesh/shop/virtualNode/checkout'],
    })
  })
})

describe('findings as a sweep sees them', () => {
  const base = samples['san-mismatch'] ?? assert.fail('no sample')
  it('are the instances of an endpoint as one, the most severe first', () => {
    const report = { ...base, causes: [], findings: [aFinding('F1', { fingerprint: 'x', severity: 'warning', target: 'mesh/shop/virtualNode/a@1' }), aFinding('F2', { fingerprint: 'x', severity: 'error', target: 'mesh/shop/virtualNode/a@2' }), aFinding('F3', { fingerprint: 'y', severity: 'info' })] }
    assert.deepEqual(seeFindings(report).map(one => [one.fingerprint, one.severity, one.endpoint, one.instances, one.cause]), [['x', 'error', 'mesh/shop/virtualNode/a', 2, 'x']])
  })

  it('name the finding that explains them', () => {
    const findings = ['F1', 'F2', 'F3'].map(id => aFinding(id, { fingerprint: id }))
    const report = { ...base, findings, causes: [{ rule: 'r', target: 't', subject: '', findings: ['F1'], explains: ['F2'], rejected: [] }, { rule: 'r', target: 't', subject: '', findings: ['F3'], explains: ['F2'], rejected: [] }] }
    assert.deepEqual(seeFindings(report).map(one => [one.fingerprint, one.cause]), [['F1', 'F1'], ['F2', 'F1'], ['F3', 'F3']])
  })
})

describe('suppressions', () => {
  const base = { ...samples['san-mismatch'] ?? assert.fail('no sample'), findings: [aFinding('F1', { rule: 'tls/x', target: 'mesh/shop/virtualNode/checkout@10.0.0.7:9901' }), aFinding('F2', { rule: 'routing/y' })], problems: [] }
  const suppression = { rule: 'tls/', target: 'mesh/shop/*', subject: '*', reason: 'old certificate', owner: 'ana', expires: Date.parse('2026-12-01'), place: 'suppressions[0]' }
  it('mark the findings they fit, with reason, owner and last day', () => {
    const { findings, problems } = applySuppressions(base, [suppression], 'sweep.yaml', Date.parse('2026-11-30T23:00Z'))
    assert.deepEqual(findings.map(finding => finding.suppressed), [{ reason: 'old certificate', owner: 'ana', expires: '2026-11-30' }, undefined])
    assert.deepEqual(problems, [])
  })
  it('that are expired suppress nothing, and are told', () => {
    const { findings, problems } = applySuppressions(base, [suppression], 'sweep.yaml', Date.parse('2026-12-01'))
    assert.deepEqual(findings.map(finding => finding.suppressed), [undefined, undefined])
    assert.match(problems[0]?.message ?? '', /expired on 2026-11-30/)
  })
  for (const change of [{ rule: 'tls/z' }, { target: 'mesh/other/*' }, { subject: 'nobody' }]) {
    it(`that fit nothing are told: ${JSON.stringify(change)}`, () => {
      const { findings, problems } = applySuppressions(base, [{ ...suppression, ...change }], 'sweep.yaml', 0)
      assert.deepEqual([findings.map(finding => finding.suppressed), problems.map(problem => problem.message)], [[undefined, undefined], [`suppressions[0] (${change.rule ?? 'tls/'}, ana) suppresses nothing: no finding matches it`]])
    })
  }
  it('match globs as a regular expression would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    fc.assert(fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (pattern, text) => {
      assert.equal(matches(pattern, text), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text))
    }))
  })
})

describe('two runs compared', () => {
  it('are new, gone, worse, better and same', () => {
    const diff = compareRuns([stored('gone'), stored('worse'), stored('better'), stored('same')], [stored('worse', { severity: 'critical' }), stored('better', { severity: 'warning' }), stored('same'), stored('new')])
    assert.deepEqual([diff.new.map(f => f.fingerprint), diff.gone.map(f => f.fingerprint), diff.worse.map(f => f.finding.fingerprint), diff.better.map(f => f.before), diff.same], [['new'], ['gone'], ['worse'], ['error'], 1])
  })
})
