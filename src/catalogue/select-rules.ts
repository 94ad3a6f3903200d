import { RuleError } from '../errors.ts'
import { compileRules, type RuleInput } from '../engine/rules/compile-rules.ts'
import type { Rule, RuleSource } from '../engine/rules/rule.ts'
import type { Environments } from '../engine/language/environment.ts'
import type { Catalogue, CheckedRules } from './catalogue.ts'
import { unknownRule } from './unknown-rule.ts'

export interface RuleSelection {
  /** Further rules, from `--rules DIR`; one with the id of a built-in rule replaces it. */
  folders: readonly string[]
  /** Run these only; empty: all. */
  only: readonly string[]
  except: readonly string[]
}

/**
 * The sources of the rules to run.
 * @param checked of the catalogue's rules; without it they are checked again
 * @throws RuleError for mistakes in `--rules` folders, UsageError for an id that no rule has.
 */
export async function selectRules(catalogue: Catalogue, selection: RuleSelection, checked: CheckedRules = {}): Promise<RuleInput[]> {
  const inputs = new Map<string, RuleInput>(catalogue.rules.map(source => [source.id, { source, checked: checked[source.id] }]))
  if (selection.folders.length > 0) {
    // YAML is only parsed for rules of the user's own.
    const { readRuleFolder } = await import('./read-folder.ts')
    const read = selection.folders.flatMap(readRuleFolder)
    const mistakes = read.flatMap(rule => rule.mistakes)
    if (mistakes.length > 0) throw new RuleError([...mistakes, ...await findTypeMistakes(read.filter(rule => rule.mistakes.length === 0), inputs)])
    for (const { source, place } of read) inputs.set(source.id, { source, place })
  }
  checkIds([...selection.only, ...selection.except], [...inputs.keys()])
  return [...inputs.values()]
    .filter(({ source }) => selection.only.length === 0 || selection.only.some(id => matchesId(id, source.id)))
    .filter(({ source }) => !selection.except.some(id => matchesId(id, source.id)))
}

/** Compiles for one run. Rules that are explained but not selected do not matter. */
export function compileSelection(inputs: readonly RuleInput[], catalogue: Catalogue, environments: Environments): Rule[] {
  return compileRules(inputs, environments, new Set(catalogue.rules.map(rule => rule.id)))
}

/** Mistakes in expressions of files whose shape is right, so that one run of lint shows them all. */
async function findTypeMistakes(read: readonly { source: RuleSource, place: RuleInput['place'] }[], known: ReadonlyMap<string, RuleInput>): Promise<RuleError['mistakes']> {
  const { Environments } = await import('../engine/language/environment.ts')
  const { EvidenceReader } = await import('../engine/evaluate/reader.ts')
  try {
    compileRules(read, new Environments(new EvidenceReader()), new Set(known.keys()))
    return []
  } catch (error) {
    if (error instanceof RuleError) return error.mistakes
    throw error
  }
}

/** `tls/verified`, or a whole family: `tls/` or `tls/*`. */
function matchesId(pattern: string, id: string): boolean {
  return id === pattern || (/\/\*?$/.test(pattern) && id.startsWith(pattern.replace(/\*$/, '')))
}

function checkIds(asked: readonly string[], ids: readonly string[]): void {
  for (const id of asked) {
    if (!ids.some(known => matchesId(id, known))) throw unknownRule(id, ids)
  }
}
