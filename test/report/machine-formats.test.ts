import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { ClearList } from '../../src/report/clear-list.ts'
import { reporters } from '../../src/report/index.ts'
import { aFinding, hostileReport, samples, sanMismatchReport } from './samples.ts'

const options = { width: 80, color: false, all: false, verbose: false }
const everyReport = Object.entries(samples)
const suppressed = { ...sanMismatchReport, findings: sanMismatchReport.findings.map((finding, i) => i === 0 ? { ...finding, suppressed: { reason: 'known', owner: 'ana', expires: '2026-12-31' }, baseline: 'known' as const } : { ...finding, baseline: 'new' as const }) }

/**
 * What SARIF 2.1.0 says of the members that are written here, restated, and stricter: nothing else may stand there. It is not the published
 * schema.
 */
const text = { type: 'object', additionalProperties: false, required: ['text'], properties: { text: { type: 'string', minLength: 1 } } }
const level = { enum: ['none', 'note', 'warning', 'error'] }
const object = (properties: Record<string, object>, required = Object.keys(properties)): object => ({ type: 'object', additionalProperties: false, required, properties })
const list = (items: object): object => ({ type: 'array', items })
const sarif = object({
  $schema: { type: 'string', format: 'uri' }, version: { const: '2.1.0' },
  runs: list(object({
    tool: object({ driver: object({ name: { type: 'string' }, version: { type: 'string' }, rules: { type: 'array', uniqueItems: true, items: object({ id: { type: 'string' }, name: { type: 'string' }, shortDescription: text, fullDescription: text, help: text, defaultConfiguration: object({ level }) }) } }) }),
    invocations: list(object({ executionSuccessful: { type: 'boolean' }, toolExecutionNotifications: list(object({ level, message: text, descriptor: object({ id: { type: 'string' } }) })) })),
    results: list(object({
      ruleId: { type: 'string' }, ruleIndex: { type: 'integer', minimum: -1 }, level, message: text,
      locations: list(object({ physicalLocation: object({ artifactLocation: object({ uri: { type: 'string', format: 'uri-reference' } }), region: object({ startLine: { type: 'integer', minimum: 1 } }) }), logicalLocations: list(object({ name: { type: 'string' }, fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } })) })),
      partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } }, baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] },
      suppressions: list(object({ kind: { enum: ['inSource', 'external'] }, status: { enum: ['accepted', 'underReview', 'rejected'] }, justification: { type: 'string' } })), properties: { type: 'object' },
    }, ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints', 'properties'])),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] }, properties: { type: 'object' },
  })),
})

interface Sarif { runs: { tool: { driver: { rules: { id: string }[] } }, results: { ruleId: string, ruleIndex: number, level: string, baselineState?: string, suppressions?: unknown[] }[] }[] }

describe('sarif', () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  formats.default(ajv)
  const validate = ajv.compile(sarif)
  for (const [name, report] of [...everyReport, ['hostile', hostileReport], ['suppressed', suppressed]] as const) {
    it(`is of the form that the standard describes: ${name}`, async () => {
      const document = JSON.parse((await reporters.sarif())(report, options)) as Sarif
      assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 3)))
      const [run] = document.runs
      assert.ok(run !== undefined)
      assert.equal(run.results.length, report.findings.length)
      for (const result of run.results) assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, result.ruleId)
    })
  }
  it('keeps suppressions and the baseline', async () => {
    const [first, second] = (JSON.parse((await reporters.sarif())(suppressed, options)) as Sarif).runs.flatMap(run => run.results)
    assert.deepEqual([first?.suppressions, first?.baselineState, second?.suppressions, second?.baselineState], [[{ kind: 'external', status: 'accepted', justification: 'known (ana, until 2026-12-31)' }], 'unchanged', undefined, 'new'])
  })
})

describe('junit', () => {
  for (const [name, report] of [...everyReport, ['hostile', hostileReport], ['suppressed', suppressed]] as const) {
    it(`is well-formed XML: ${name}`, async function () {
      const xml = (await reporters.junit())(report, options)
      assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
      const parsed = spawnSync('python3', ['-c', 'import sys,xml.dom.minidom as m; d=m.parseString(sys.stdin.buffer.read()); print(len(d.getElementsByTagName("testcase")), d.documentElement.getAttribute("tests"))'], { input: xml, encoding: 'utf8' })
      if (parsed.error !== undefined && process.env.CI !== 'true') this.skip()
      const [cases, tests] = parsed.stdout.trim().split(' ')
      assert.equal(parsed.status, 0, parsed.stderr)
      assert.equal(cases, tests)
    })
  }
  it('has a case for each rule of a target: failed, skipped with its reason, or passed', async () => {
    const [target] = sanMismatchReport.targets
    const report = { ...sanMismatchReport, targets: target === undefined ? [] : [target], unchecked: [{ rule: 'a/unchecked', lack: 'stats', reason: 'one "sample"', targets: [target?.id ?? ''], count: 3 }], clear: [{ rule: 'a/clear', targets: [target?.id ?? ''] }],
      findings: [aFinding('F1', { rule: 'a/found', target: target?.id ?? '' }), aFinding('F2', { rule: 'a/found', target: target?.id ?? '' }), aFinding('F3', { rule: 'a/muted', target: target?.id ?? '', suppressed: { reason: 'r', owner: 'o', expires: '2026-12-31' } })] }
    const xml = (await reporters.junit())(report, options)
    assert.match(xml, /tests="4" failures="1" errors="0" skipped="2"/)
    assert.match(xml, /name="a\/clear" time="0"\/>/)
    assert.match(xml, /name="a\/unchecked" time="0">\n {6}<skipped message="not checked: one &quot;sample&quot;"\/>/)
    assert.match(xml, /suppressed until 2026-12-31 by o: r/)
  })
  it('counts a rule as passed only where it found nothing and nothing of it was unchecked', () => {
    const list = new ClearList()
    for (const [rule, target] of [['a/found', 't'], ['a/unchecked', 't'], ['a/clear', 't'], ['a/clear', 'u']] as const) list.add(rule, target, 's')
    const report = { ...sanMismatchReport, unchecked: [{ rule: 'a/unchecked', lack: 'stats', reason: '', targets: ['t'], count: 1 }], findings: [aFinding('F1', { rule: 'a/found', target: 't' })] }
    assert.deepEqual(list.complete(report).clear, [{ rule: 'a/clear', targets: ['t', 'u'] }])
  })
})

describe('github', () => {
  it('is one command a line, whatever the names hold', async () => {
    for (const [name, report] of [...everyReport, ['hostile', hostileReport]] as const) {
      for (const line of (await reporters.github())(report, options).trimEnd().split('\n')) assert.match(line, /^::(?:error|warning|notice) title=[^:,]*::./, name)
    }
  })
  it('leaves out what is suppressed', async () => {
    const count = async (report: typeof suppressed | typeof sanMismatchReport): Promise<number> => (await reporters.github())(report, options).split('\n').filter(line => line.startsWith('::error')).length
    assert.ok(await count(suppressed) < await count(sanMismatchReport))
  })
})

describe('openmetrics', () => {
  const line = /^(?:# (?:HELP|TYPE) meshmedic_sweep_\w+ .+|meshmedic_sweep_\w+(?:\{(?:\w+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? -?\d+(?:\.\d+)?|# EOF)$/
  for (const [name, report] of [...everyReport, ['hostile', hostileReport]] as const) {
    it(`is lines of the format, each series once: ${name}`, async () => {
      const lines = (await reporters.openmetrics())(report, options).trimEnd().split('\n')
      for (const one of lines) assert.match(one, line)
      assert.equal(lines.at(-1), '# EOF')
      const series = lines.filter(one => !one.startsWith('#')).map(one => one.replace(/ \S+$/, ''))
      assert.equal(new Set(series).size, series.length)
    })
  }
  it('passes promtool where that is installed', async function () {
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: (await reporters.openmetrics())(hostileReport, options), encoding: 'utf8' })
    if (checked.error !== undefined && process.env.CI !== 'true') this.skip()
    assert.equal(checked.status, 0, checked.stderr)
  })
})

describe('summary', () => {
  it('says how many, where, and who did not answer', async () => {
    const text = (await reporters.summary())(suppressed, options)
    assert.match(text, /1 suppressed/)
    assert.match(text, /\| severity \| where \| what \| explains \|/)
    assert.match(text, /targets? read/)
  })
})
