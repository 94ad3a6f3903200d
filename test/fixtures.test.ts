import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'
import { diagnose } from '../src/diagnose.ts'
import { EvidenceReader } from '../src/engine/evaluate/reader.ts'
import { Environments } from '../src/engine/language/environment.ts'
import type { Finding, Report } from '../src/engine/report.ts'
import { compileRules } from '../src/engine/rules/compile-rules.ts'
import { meshFactsOf } from '../src/evidence/mesh/facts.ts'
import { deriveNeeds } from '../src/engine/rules/derive-needs.ts'
import { openBundle } from '../src/snapshot/bundle/open-bundle.ts'
import { saveBundle } from '../src/snapshot/bundle/save-bundle.ts'
import { openSaved } from '../src/snapshot/saved/open-saved.ts'
import type { Snapshot } from '../src/snapshot/snapshot.ts'
import { sniffKind } from '../src/sources/sniff.ts'

interface Expected { rule: string, proxy?: string, subject?: string }
interface Expectation { title: string, cause?: Expected, findings: readonly Expected[], allowed: readonly Expected[], never: readonly string[] }

const reader = new EvidenceReader()
const rules = compileRules(buildCatalogue().rules.map(source => ({ source })), new Environments(reader))
const ruleSet = { rules, reader, needs: deriveNeeds(rules), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(buildCatalogue().facts) }
const tool = { name: 'meshmedic', version: 'test' }

const noInput = async function* (): AsyncIterable<Uint8Array> { await Promise.resolve(); yield* [] }
const open = (name: string): Promise<Snapshot> => openSaved([join('fixtures', name)], noInput, sniffKind)
const judge = async (snapshot: Snapshot): Promise<Report> => {
  try {
    return await diagnose(snapshot, ruleSet, { tool, at: undefined })
  } finally {
    await snapshot.close()
  }
}

const situations = readdirSync('fixtures').filter(name => existsSync(join('fixtures', name, 'expected.yaml')))
const expectationOf = (name: string): Expectation => parse(readFileSync(join('fixtures', name, 'expected.yaml'), 'utf8')) as Expectation

const matches = (expected: Expected, finding: Pick<Finding, 'rule' | 'target' | 'subject'>, report: Report): boolean =>
  expected.rule === finding.rule && (expected.subject === undefined || expected.subject === finding.subject)
  && (expected.proxy === undefined || report.targets.find(target => target.id === finding.target)?.label === expected.proxy)

/** Equal but for the words: what redaction must not change. */
const gist = (report: Report): unknown => report.findings.map(({ rule, target, subject, severity }) => ({ rule, target, subject, severity }))

/** The snapshot as it comes out of a redacted bundle. */
async function throughBundle(snapshot: Snapshot): Promise<Snapshot> {
  const folder = mkdtempSync(join(tmpdir(), 'meshmedic-fixture-'))
  await saveBundle(snapshot, join(folder, 'b.tgz'), { tool, redact: true })
  await snapshot.close()
  const opened = await openBundle(join(folder, 'b.tgz'))
  rmSync(folder, { recursive: true })
  return opened
}

describe('fixtures', () => {
  it('there are some', () => assert.ok(situations.length > 0))

  for (const name of situations) {
    describe(name, () => {
      const expected = expectationOf(name)

      it(`${expected.title}: the cause first, and nothing false beside it`, async () => {
        const report = await judge(await open(name))
        const [first] = report.causes
        if (expected.cause === undefined) assert.equal(first, undefined)
        else assert.ok(first !== undefined && matches(expected.cause, first, report), JSON.stringify(first))
        for (const finding of expected.findings) assert.ok(report.findings.some(found => matches(finding, found, report)), `${finding.rule} is missing`)
        const explained = new Set(report.causes[0]?.explains)
        const known = [...expected.findings, ...expected.allowed, ...expected.cause === undefined ? [] : [expected.cause]]
        const surprising = report.findings.filter(finding => finding.severity !== 'info' && !explained.has(finding.id) && !known.some(item => matches(item, finding, report)))
        assert.deepEqual(surprising.filter(finding => expected.never.includes('*') || expected.never.includes(finding.rule)).map(finding => `${finding.rule}: ${finding.message}`), [])
      })

      it('a redacted bundle of it gives the same findings', async () => {
        const raw = gist(await judge(await open(name)))
        assert.deepEqual(gist(await judge(await throughBundle(await open(name)))), raw)
      })

      if (name.startsWith('healthy-')) {
        it('gives no warning or above', async () => {
          const report = await judge(await open(name))
          const known = [...expected.findings, ...expected.allowed, ...expected.cause === undefined ? [] : [expected.cause]]
          const sick = report.findings.filter(finding => finding.severity !== 'info' && !known.some(item => matches(item, finding, report)))
          assert.deepEqual(sick.map(finding => finding.rule), [])
        })
      }
    })
  }
})
