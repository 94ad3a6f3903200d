import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { parse } from 'yaml'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'
import { exampleSnapshot } from '../src/catalogue/example-snapshot.ts'
import { diagnose, type RuleSet } from '../src/diagnose.ts'
import { EvidenceReader } from '../src/engine/evaluate/reader.ts'
import { Environments } from '../src/engine/language/environment.ts'
import type { Finding, Report } from '../src/engine/report.ts'
import { compileRules } from '../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../src/engine/rules/derive-needs.ts'
import type { ExampleProxy } from '../src/engine/rules/rule.ts'
import { subjectKinds } from '../src/evidence/subjects.ts'
import { meshFactsOf } from '../src/evidence/mesh/facts.ts'
import { openSaved } from '../src/snapshot/saved/open-saved.ts'
import { sniffKind } from '../src/sources/sniff.ts'

const folder = 'fixtures/mesh-rules'
const catalogue = buildCatalogue()
const reader = new EvidenceReader()
const rules = compileRules(catalogue.rules.map(source => ({ source })), new Environments(reader))
const ruleSet = (of: RuleSet['rules']): RuleSet => ({ rules: of, reader, needs: deriveNeeds(of), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(catalogue.facts) })
const tool = { name: 'meshmedic', version: 'test' }
/** While App Mesh still answered. */
const before = Date.UTC(2026, 5, 1)

const judge = (given: ExampleProxy, of: RuleSet['rules'] = rules, at?: number): Promise<Report> =>
  diagnose(exampleSnapshot({ name: 'example', given }), ruleSet(of), { tool, at })

function load(name: string): unknown {
  return parse(readFileSync(join(folder, name), 'utf8')) as unknown
}

interface Change { rule: string, file: string, at: string, set?: unknown, subject?: string, severity?: string, message?: string }
interface Symptom { symptom: string, source: string, rule: string, given: ExampleProxy }
interface GuideExample { title: string, practice: readonly string[], mesh: readonly unknown[] }

/** All files of a mesh as they were printed, with one value set, or removed where none is given. */
function readBase(base: string, change?: Change): ExampleProxy {
  const documents = readdirSync(join(folder, base)).sort().map(name => {
    const file = `${base}/${name}`
    const document = load(file) as object
    if (change?.file === file) setAt(document, change.at, change.set)
    return { file, document }
  })
  const isQuota = ({ file }: { file: string }): boolean => file.endsWith('quotas.json')
  const quotas = documents.find(isQuota)?.document
  return { mesh: documents.filter(one => !isQuota(one)).map(({ document }) => document), ...quotas === undefined ? {} : { quotas } }
}

function setAt(document: object, path: string, value: unknown): void {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.')
  const last = keys.pop() ?? ''
  let here = document as Record<string, unknown>
  for (const key of keys) here = here[key] as Record<string, unknown>
  assert.ok(Object.hasOwn(here, last), `${path} is not there`)
  assert.notDeepEqual(here[last], value, `${path} is so already`)
  if (value === undefined) Reflect.deleteProperty(here, last)
  else here[last] = value
}

const isSick = ({ severity }: Finding): boolean => severity !== 'info'
const say = ({ rule, subject, message }: Finding): string => `${rule} ${subject}: ${message}`

describe('rules about App Mesh resources', () => {
  const changes = load('changes.yaml') as readonly Change[]

  for (const base of ['aws', 'kubectl']) {
    it(`a healthy mesh as ${base} prints it is found healthy`, async () => {
      const report = await judge(readBase(base))
      assert.deepEqual(report.findings.filter(isSick).map(say), [])
      assert.deepEqual(report.problems.filter(problem => !problem.message.includes("App Mesh's own description counts")), [])
      assert.ok(report.coverage.clear > 20, String(report.coverage.clear))
    })
  }

  it('whatever of a healthy mesh is left out, nothing is found wrong with the rest', async () => {
    const { mesh = [] } = readBase('aws')
    const resourceRules = rules.filter(({ each }) => subjectKinds[each].stage === 'resource')
    await fc.assert(fc.asyncProperty(fc.subarray([...mesh]), async part => {
      const report = await judge({ mesh: part }, resourceRules)
      assert.deepEqual(report.findings.filter(isSick).map(say), [])
    }), { numRuns: 60 })
  }).timeout(20_000)

  describe('one changed field', () => {
    for (const change of changes) {
      const { rule, file, at, subject, severity, message } = change
      const base = file.split('/')[0] ?? ''
      const isIt = (finding: Finding): boolean => finding.rule === rule && (subject === undefined || finding.subject === subject)
      it(`${rule}: ${file} ${at}`, async () => {
        const healthy = await judge(readBase(base))
        assert.deepEqual(healthy.findings.filter(isIt).map(say), [])
        const sick = await judge(readBase(base, change))
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
        const none = async function* (): AsyncIterable<Uint8Array> { await Promise.resolve(); yield* [] }
        const snapshot = await openSaved([join(folder, name)], none, sniffKind)
        const report = await diagnose(snapshot, ruleSet(rules), { tool, at: undefined })
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
