import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import type { RuleSet } from '../../src/diagnose.ts'
import { EvidenceReader } from '../../src/engine/evaluate/reader.ts'
import { Environments } from '../../src/engine/language/environment.ts'
import { compileRules } from '../../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../../src/engine/rules/derive-needs.ts'
import { meshFactsOf } from '../../src/evidence/mesh/facts.ts'
import { openSaved } from '../../src/snapshot/saved/open-saved.ts'
import type { Answer, ProxySnapshot, Snapshot } from '../../src/snapshot/snapshot.ts'
import { sniffKind } from '../../src/sources/sniff.ts'

/** A finding that a situation must or may have; without proxy or subject, of any. */
export interface Expected { rule: string, proxy?: string, subject?: string }

/** `expected.yaml` of a fixture: what its evidence must give, and where it comes from. */
export interface Expectation {
  title: string
  /** `synthetic`: the lab's answers were rewritten in an older form by build/older, not recorded in it. */
  origin?: { scenario?: string, envoy?: string, ads?: string, synthetic?: string }
  cause?: Expected
  findings: readonly Expected[]
  allowed: readonly Expected[]
  never: readonly string[]
}

/** The fixtures that say what they expect, by name. */
export function listFixtures(): string[] {
  return readdirSync('fixtures').filter(name => existsSync(join('fixtures', name, 'expected.yaml'))).sort()
}

/** Those that real Envoys gave just so: what was rewritten in an older form is no further proof. */
export function listRecorded(): string[] {
  return listFixtures().filter(name => readExpectation(name).origin?.synthetic === undefined)
}

export function readExpectation(name: string): Expectation {
  return parse(readFileSync(join('fixtures', name, 'expected.yaml'), 'utf8')) as Expectation
}

/** All rules of the catalogue, compiled once. */
export function compileCatalogue(): RuleSet {
  const catalogue = buildCatalogue()
  const reader = new EvidenceReader()
  const rules = compileRules(catalogue.rules.map(source => ({ source })), new Environments(reader))
  return { rules, reader, needs: deriveNeeds(rules), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(catalogue.facts) }
}

const noInput = async function* (): AsyncIterable<Uint8Array> { await Promise.resolve(); yield* [] }

/** A fixture's evidence, held in memory so that it can be judged many times. */
export async function openFixture(name: string): Promise<Snapshot> {
  const saved = await openSaved([join('fixtures', name)], noInput, sniffKind)
  const proxies: ProxySnapshot[] = []
  for (const proxy of saved.proxies) {
    const answers: Answer[] = []
    for (const answer of proxy.answers) answers.push(await holdAnswer(answer))
    proxies.push({ ...proxy, answers })
  }
  await saved.close()
  return { proxies, problems: saved.problems, close: () => Promise.resolve() }
}

async function holdAnswer(answer: Answer): Promise<Answer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.open()) chunks.push(chunk)
  return holdBytes(answer, Buffer.concat(chunks))
}

/** The answer with other bytes. */
export function holdBytes(answer: Answer, bytes: Uint8Array): Answer {
  return { ...answer, bytes: bytes.length, open: () => once(bytes) }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  await Promise.resolve()
  yield bytes
}
