import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'
import { diagnose, type RuleSet } from '../src/diagnose.ts'
import { meshFactsOf } from '../src/evidence/mesh/facts.ts'
import { EvidenceReader } from '../src/engine/evaluate/reader.ts'
import { Environments } from '../src/engine/language/environment.ts'
import type { Report } from '../src/engine/report.ts'
import { compileRules } from '../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../src/engine/rules/derive-needs.ts'
import { readRule } from '../src/engine/rules/read-rule.ts'
import { reporters } from '../src/report/index.ts'
import { openSaved } from '../src/snapshot/saved/open-saved.ts'
import type { Snapshot } from '../src/snapshot/snapshot.ts'
import { sniffKind } from '../src/sources/sniff.ts'

interface Fact { each?: string, where?: string, holds: string }
interface Entry {
  file: string, title?: string, source: string, kind: string, at?: string
  unknown?: readonly string[], facts?: readonly Fact[], findings?: readonly string[], allowFamilies?: readonly string[], lacks?: readonly string[], problems?: readonly string[]
}

const folder = 'fixtures/captures', resources = '../mesh-rules/captures/'
const table = parse(readFileSync(join(folder, 'table.yaml'), 'utf8')) as readonly Entry[]

const reader = new EvidenceReader()
const catalogue = compileRules(buildCatalogue().rules.map(source => ({ source })), new Environments(reader))
const asSet = (rules: RuleSet['rules']): RuleSet => ({ rules, reader, needs: deriveNeeds(rules), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(buildCatalogue().facts) })
const whole = asSet(catalogue)

/** A fact is the condition of a rule that has to fire. */
function ruleOf({ each = 'proxy', where, holds }: Fact): RuleSet {
  const text = stringify({
    title: 'A fact', severity: 'info', each, ...(where === undefined ? {} : { where }), detect: [{ when: holds }], message: 'x', why: 'x', fix: 'x', verify: 'x', source: 'x',
    examples: { fires: [{ name: 'a', given: {} }], quiet: [{ name: 'b', given: {} }] },
  })
  const read = readRule('fact/x', 'fact/x.yaml', text)
  assert.deepEqual(read.mistakes, [])
  return asSet(compileRules([read], new Environments(reader)))
}

const noInput = async function* (): AsyncIterable<Uint8Array> { await Promise.resolve(); yield* [] }
const open = (file: string): Promise<Snapshot> => openSaved([join(folder, file)], noInput, sniffKind)

async function judge(file: string, ruleSet: RuleSet, at: string | undefined): Promise<Report> {
  const snapshot = await open(file)
  try {
    return await diagnose(snapshot, ruleSet, { tool: { name: 'meshmedic', version: 'test' }, at: at === undefined ? undefined : Date.parse(at) })
  } finally {
    await snapshot.close()
  }
}

describe('captures', () => {
  it('every file is in the table, with its source', () => {
    const there = [...readdirSync(folder).filter(name => name !== 'table.yaml'), ...readdirSync(join(folder, resources)).map(name => resources + name)]
    assert.deepEqual([...new Set(table.map(entry => entry.file))].sort(), there.sort())
    assert.deepEqual(table.filter(entry => !/^(?:real|doc|test|derived|line 1 real)\b/.test(entry.source)), [])
  })

  for (const { file, title = file, kind, at, unknown = [], facts = [], findings = [], allowFamilies = [], lacks = [], problems = [] } of table) {
    describe(title, () => {
      if (kind === 'none') {
        it('is no evidence, and that is said', async () => assert.rejects(open(file), /No evidence in /))
        return
      }

      it(`is ${kind}`, async () => {
        const snapshot = await open(file)
        const answers = snapshot.proxies.flatMap(proxy => proxy.answers)
        const files = file.startsWith(resources) ? readdirSync(join(folder, file)) : [file]
        const kinds = new Map(answers.map(answer => [basename(answer.source), answer.kind]))
        assert.deepEqual(kinds, new Map(files.map(name => [name, unknown.includes(name) ? 'unknown' : kind])))
        await snapshot.close()
      })

      for (const fact of facts) {
        it(`${fact.where === undefined ? '' : `${fact.where}: `}${fact.holds}`, async () => {
          const report = await judge(file, ruleOf(fact), at)
          assert.equal(report.findings.length > 0, true, JSON.stringify({ unchecked: report.unchecked, notApplicable: report.notApplicable, problems: report.problems }))
        })
      }

      it('nothing false is said, and what could not be checked is', async () => {
        const report = await judge(file, whole, at)
        const known = (rule: string): boolean => findings.includes(rule) || allowFamilies.some(family => rule.startsWith(family))
        assert.deepEqual(report.findings.filter(finding => finding.severity !== 'info' && !known(finding.rule)).map(finding => `${finding.rule}: ${finding.message}`), [])
        const named: ReadonlySet<string> = new Set(report.unchecked.map(group => group.lack))
        assert.deepEqual(lacks.filter(lack => !named.has(lack)), [])
        assert.ok(report.coverage.unchecked > report.coverage.clear, 'a piece of evidence says that most is well')
        const said = report.problems.map(problem => problem.message).join('\n')
        assert.deepEqual(problems.filter(text => !said.includes(text)), [])
      })

      it('the screen says what could not be checked before anyone takes it for well', async () => {
        const render = await reporters.table()
        const screen = render(await judge(file, whole, at), { width: 100, color: false, all: false, verbose: false })
        assert.doesNotMatch(screen, /healthy\b.*all|undefined|\[object|NaN/i)
        assert.match(screen, /unchecked/)
      })
    })
  }
})
