import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Problem } from '../../src/evidence/problem.ts'
import type { Cause, Coverage, EvidenceLine, Finding, Lead, Report, ReportTarget, UncheckedGroup } from '../../src/engine/report.ts'
import { severities } from '../../src/engine/report.ts'
import { reporters } from '../../src/report/index.ts'
import { samples } from './samples.ts'

interface ObjectSchema { properties: Record<string, { enum?: string[] }>, required: string[] }

/** Each key of a type with whether it may be left out: the compiler refuses a key too many, a key too few, or the wrong word. */
type Keys<T> = { [K in keyof Required<T>]: Record<string, never> extends Pick<T, K> ? 'optional' : 'required' }

const report: Keys<Report> = {
  schemaVersion: 'required', tool: 'required', at: 'required', targets: 'required', causes: 'required', findings: 'required', leads: 'required',
  unchecked: 'required', notApplicable: 'required', coverage: 'required', problems: 'required', proven: 'required', clear: 'optional',
}
const target: Keys<ReportTarget> = {
  id: 'required', label: 'required', kind: 'required', source: 'required', at: 'required', clock: 'required', envoyVersion: 'optional',
  provider: 'optional', mesh: 'optional', controlPlane: 'optional', frozen: 'optional', state: 'optional', samples: 'required', seconds: 'optional',
  given: 'required', unreachable: 'optional',
}
const cause: Keys<Cause> = { rule: 'required', target: 'required', subject: 'required', findings: 'required', explains: 'required', rejected: 'required' }
const finding: Keys<Finding> = {
  id: 'required', rule: 'required', severity: 'required', target: 'required', subject: 'required', label: 'required', title: 'required',
  message: 'required', why: 'required', fix: 'required', verify: 'required', confidence: 'required', evidence: 'required', fingerprint: 'required',
  docs: 'required', suppressed: 'optional', baseline: 'optional',
}
const evidenceLine: Keys<EvidenceLine> = { source: 'required', name: 'required', value: 'required', growth: 'optional', seconds: 'optional', of: 'optional' }
const lead: Keys<Lead> = { rule: 'required', target: 'required', subject: 'required', message: 'required' }
const uncheckedGroup: Keys<UncheckedGroup> = { rule: 'required', lack: 'required', reason: 'required', targets: 'required', count: 'required' }
const coverage: Keys<Coverage> = { clear: 'required', findings: 'required', unchecked: 'required', notApplicable: 'required', ratio: 'required' }
const problem: Keys<Problem> = { source: 'required', line: 'optional', message: 'required' }
const rejected: Keys<Cause['rejected'][number]> = { rule: 'required', because: 'required' }
const notApplicable: Keys<Report['notApplicable'][number]> = { rule: 'required', reason: 'required' }

const schema = JSON.parse(readFileSync('schema/report.schema.json', 'utf8')) as ObjectSchema & { $defs: Record<string, ObjectSchema> }
const definitions = { target, cause, finding, evidenceLine, lead, uncheckedGroup, coverage, problem, rejected, notApplicable }

function compile() {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
  formats.default(ajv)
  return ajv.compile(schema)
}

describe('report schema', () => {
  it('has the keys of the type, no more and no fewer, and knows which may be left out', () => {
    const compare = (part: ObjectSchema, keys: Record<string, 'optional' | 'required'>, name: string): void => {
      assert.deepEqual(Object.keys(part.properties).toSorted(), Object.keys(keys).toSorted(), name)
      assert.deepEqual(part.required.toSorted(), Object.keys(keys).filter(key => keys[key] === 'required').toSorted(), name)
    }
    compare(schema, report, 'report')
    assert.deepEqual(Object.keys(schema.$defs).toSorted(), Object.keys(definitions).toSorted())
    for (const [name, keys] of Object.entries(definitions)) compare(schema.$defs[name] ?? assert.fail(name), keys, name)
  })

  it('lists the severities of the type', () => {
    assert.deepEqual(schema.$defs.finding?.properties.severity?.enum, [...severities])
  })

  it('describes every property', () => {
    for (const part of [schema, ...Object.values(schema.$defs)]) {
      for (const [key, property] of Object.entries(part.properties)) {
        assert.ok('description' in property || '$ref' in property, `${key} has no description`)
      }
    }
  })

  const validate = compile()
  for (const [name, sample] of Object.entries(samples)) {
    it(`accepts what -o json prints for ${name}`, async () => {
      const text = (await reporters.json())(sample, { width: 80, color: false, all: false, verbose: false })
      assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors))
    })
  }

  const mutations: Record<string, (draft: Draft) => void> = {
    'another schema version': draft => { draft.schemaVersion = 2 },
    'a report without coverage': draft => { delete draft.coverage },
    'a key that is not in the contract': draft => { draft.healthy = true },
    'an unknown key in a finding': draft => { first(draft.findings).score = 3 },
    'an unknown severity': draft => { first(draft.findings).severity = 'fatal' },
    'a confidence in numbers': draft => { first(draft.findings).confidence = 0.9 },
    'a finding without a fingerprint': draft => { delete first(draft.findings).fingerprint },
    'evidence without a source': draft => { delete first(first(draft.findings).evidence).source },
    'growth as text': draft => { first(first(draft.findings).evidence).growth = '+212' },
    'a moment that is no ISO 8601': draft => { draft.at = 'yesterday' },
    'an unknown kind of target': draft => { first(draft.targets).kind = 'istio' },
    'an unknown clock': draft => { first(draft.targets).clock = 'wall' },
    'a coverage in percent': draft => { (draft.coverage as Draft).ratio = 78 },
    'a negative count': draft => { first(draft.unchecked).count = -1 },
    'a rejected hypothesis without its reason': draft => { delete first(first(draft.causes).rejected).because },
    'a problem at line 0': draft => { draft.problems = [{ source: 'a', message: 'b', line: 0 }] },
  }
  for (const [name, mutate] of Object.entries(mutations)) {
    it(`refuses ${name}`, () => {
      const draft = structuredClone(samples['san-mismatch']) as unknown as Draft
      assert.ok(validate(draft))
      mutate(draft)
      assert.equal(validate(draft), false)
    })
  }
})

type Draft = Record<string, unknown>

function first(list: unknown): Draft {
  const [item] = list as Draft[]
  return item ?? assert.fail('the sample has none')
}
