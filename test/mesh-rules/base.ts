import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import type { RuleSet } from '../../src/diagnose.ts'
import { EvidenceReader } from '../../src/engine/evaluate/reader.ts'
import { Environments } from '../../src/engine/language/environment.ts'
import { compileRules } from '../../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../../src/engine/rules/derive-needs.ts'
import { meshFactsOf } from '../../src/evidence/mesh/facts.ts'

export const folder = 'fixtures/mesh-rules'
export const tool = { name: 'meshmedic', version: 'test' }

const catalogue = buildCatalogue()
const reader = new EvidenceReader()
export const rules = compileRules(catalogue.rules.map(source => ({ source })), new Environments(reader))
export const ruleSet = (of: RuleSet['rules'] = rules): RuleSet =>
  ({ rules: of, reader, needs: deriveNeeds(of), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(catalogue.facts) })

/** One field of a healthy mesh changed: a value set, or removed where none is given. */
export interface Change { rule: string, file: string, at: string, set?: unknown, subject?: string, severity?: string, message?: string }

export const load = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8')) as unknown
export const changes = load('changes.yaml') as readonly Change[]

/** The files of a mesh as they were printed, one of them changed. */
export function readBase(base: string, change?: Change): { file: string, document: object }[] {
  return readdirSync(join(folder, base)).sort().map(name => {
    const file = `${base}/${name}`
    const document = load(file) as object
    if (change?.file === file) setAt(document, change.at, change.set)
    return { file, document }
  })
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

export const none = async function* (): AsyncIterable<Uint8Array> { await Promise.resolve(); yield* [] }
