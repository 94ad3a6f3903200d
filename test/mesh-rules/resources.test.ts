import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { exampleSnapshot } from '../../src/catalogue/example-snapshot.ts'
import { diagnose, type RuleSet } from '../../src/diagnose.ts'
import type { Finding, Report } from '../../src/engine/report.ts'
import type { ExampleProxy } from '../../src/engine/rules/rule.ts'
import { subjectKinds } from '../../src/evidence/subjects.ts'
import { openSaved } from '../../src/snapshot/saved/open-saved.ts'
import { sniffKind } from '../../src/sources/sniff.ts'
import { changes, folder, load, none, readBase, ruleSet, rules, tool, type Change } from './base.ts'

/** While App Mesh still answered. */
const before = Date.UTC(2026, 5, 1)

const judge = (given: ExampleProxy, of: RuleSet['rules'] = rules): Promise<Report> =>
  diagnose(exampleSnapshot({ name: 'example', given }), ruleSet(of), { tool, at: undefined })

interface Symptom { symptom: string, source: string, rule: string, given: ExampleProxy }
interface GuideExample { title: string, practice: readonly string[], mesh: readonly unknown[] }

/** A mesh's files as an example holds them. */
function givenBy(base: string, change?: Change): ExampleProxy {
  const documents = readBase(base, change)
  const isQuota = ({ file }: { file: string }): boolean => file.endsWith('quotas.json')
  const quotas = documents.find(isQuota)?.document
  return { mesh: documents.filter(one => !isQuota(one)).map(({ document }) => document), ...quotas === undefined ? {} : { quotas } }
}

/** Every member and item below a value: what holds it, and its key. */
function placesIn(value: unknown): [object, string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]): [object, string][] => [[value, key], ...placesIn(item)])
}

const isSick = ({ severity }: Finding): boolean => severity !== 'info'
const say = ({ rule, subject, message }: Finding): string => `${rule} ${subject}: ${message}`

describe('rules about App Mesh resources', () => {
  for (const base of ['aws', 'kubectl']) {
    it(`a healthy mesh as ${base} prints it is found healthy`, async () => {
      const report = await judge(givenBy(base))
      assert.deepEqual(report.findings.filter(isSick).map(say), [])
      assert.deepEqual(report.problems.filter(problem => !problem.message.includes("App Mesh's own description counts")), [])
      assert.ok(report.coverage.clear > 20, String(report.coverage.clear))
    })
  }

  it('whatever of a healthy mesh is left out, nothing is found wrong with the rest', async () => {
    const { mesh = [] } = givenBy('aws')
    const resourceRules = rules.filter(({ each }) => subjectKinds[each].stage === 'resource')
    await fc.assert(fc.asyncProperty(fc.subarray([...mesh]), async part => {
      const report = await judge({ mesh: part }, resourceRules)
      assert.deepEqual(report.findings.filter(isSick).map(say), [])
    }), { numRuns: 60 })
  }).timeout(20_000)

  it('whatever stands in place of a value, no rule breaks', async () => {
    const resourceRules = rules.filter(({ each }) => subjectKinds[each].stage === 'resource')
    const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(NaN, -1, 1e308, '', '*', 'arn:', '127.0.0.1'))
    await fc.assert(fc.asyncProperty(fc.nat(), odd, async (which, value) => {
      const { mesh = [], quotas } = givenBy('aws')
      const places = placesIn(mesh)
      const [holder, key] = places[which % places.length] ?? [{}, '']
      ;(holder as Record<string, unknown>)[key] = value
      const { problems } = await judge({ mesh, quotas }, resourceRules)
      assert.deepEqual(problems.filter(({ message }) => / failed on /.test(message)), [])
    }), { numRuns: 80 })
  }).timeout(20_000)

  describe('one changed field', () => {
    for (const change of changes) {
      const { rule, file, at, subject, severity, message } = change
      const base = file.split('/')[0] ?? ''
      const isIt = (finding: Finding): boolean => finding.rule === rule && (subject === undefined || finding.subject === subject)
      it(`${rule}: ${file} ${at}`, async () => {
        const healthy = await judge(givenBy(base))
        assert.deepEqual(healthy.findings.filter(isIt).map(say), [])
        const sick = await judge(givenBy(base, change))
        const found = sick.findings.find(isIt)
        assert.ok(found !== undefined, sick.findings.map(say).join('\n'))
        if (severity !== undefined) assert.equal(found.severity, severity)
        if (message !== undefined) assert.ok(found.message.includes(message), found.message)
      })
    }
  })

  describe('symptoms of the User Guide', () => {
    for (const { symptom, rule, given } of load('symptoms.yaml') as readonly Symptom[]) {
      it(`${symptom}: ${rule}`, async () => {
        const { findings } = await judge(given)
        assert.ok(findings.some(finding => finding.rule === rule), findings.map(say).join('\n'))
      })
    }
  })

  it('topics whose symptoms resources do not show name rules that there are', () => {
    const topics = load('elsewhere.yaml') as readonly { source: string, 'shown by': string }[]
    const known = new Set(rules.map(({ id }) => id))
    for (const { source, 'shown by': by } of topics) {
      for (const [id] of by.matchAll(/\b[a-z-]+\/[a-z0-9-]+/g)) assert.ok(known.has(id), `${source}: ${id}`)
    }
    const shown = (load('symptoms.yaml') as readonly Symptom[]).map(({ source }) => source)
    assert.deepEqual(topics.filter(({ source }) => shown.includes(source)), [])
  })

  describe('examples of the User Guide', () => {
    for (const { title, practice, mesh } of load('guide.yaml') as readonly GuideExample[]) {
      it(title, async () => {
        const { findings } = await judge({ mesh })
        assert.deepEqual(findings.filter(({ severity }) => severity === 'error' || severity === 'critical').map(say), [])
        // Retries are judged by route; they are not what these examples are about.
        const advice = findings.filter(({ rule }) => rule.startsWith('practice/') && rule !== 'practice/retry-policy').map(({ rule, subject }) => `${rule} ${subject}`)
        assert.deepEqual(advice.sort(), [...practice].sort())
      })
    }
  })

  describe('published specs, and a template whose names it computes', () => {
    for (const name of [...readdirSync(join(folder, 'captures')).map(entry => `captures/${entry}`), 'cloudformation']) {
      it(`${name} give no warning but advice`, async () => {
        const snapshot = await openSaved([join(folder, name)], none, sniffKind)
        const report = await diagnose(snapshot, ruleSet(), { tool, at: undefined })
        await snapshot.close()
        assert.ok(report.coverage.clear > 0)
        assert.deepEqual(report.findings.filter(finding => isSick(finding) && !finding.rule.startsWith('practice/')).map(say), [])
      })
    }
  })

  describe("advice after App Mesh's end", () => {
    for (const rule of rules.filter(({ source }) => source.examples.fires.some(({ given }) => given.mesh !== undefined))) {
      it(`${rule.id} tells nobody to change what cannot be changed`, () => {
        const { fix, fixWhenFrozen } = rule.source
        assert.doesNotMatch(fixWhenFrozen ?? fix, /aws appmesh|\bchange\(|kubectl (?:edit|apply|patch|delete)|cloudformation deploy|request-service-quota/)
      })
    }
  })

  describe('texts while App Mesh still answers', () => {
    for (const rule of rules.filter(({ source }) => source.examples.fires.some(({ given }) => given.mesh !== undefined))) {
      it(rule.id, async () => {
        for (const { given, peers } of rule.source.examples.fires) {
          const report = await diagnose(exampleSnapshot({ name: 'example', given, ...peers === undefined ? {} : { peers } }), ruleSet([rule]), { tool, at: before })
          for (const text of report.findings.flatMap(finding => [finding.message, finding.why, finding.fix, finding.verify])) {
            assert.doesNotMatch(text, /\bundefined\b|\bunknown\b|\[object|\{|\bNaN\b/)
          }
        }
      })
    }
  })
})
