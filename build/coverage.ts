import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { CatalogueRule } from '../src/catalogue/catalogue.ts'

/** What stands for a rule beside its own examples. */
interface Support { lab: 'proven' | 'yes' | 'no', fixtures: readonly string[], changes: number }

/**
 * The text of docs/coverage.md: every rule with the evidence it reads, its severities, whether the lab makes its fault on a real Envoy,
 * and where its examples are. Reads lab/ and fixtures/ of the current folder.
 */
export function renderCoverage(rules: readonly CatalogueRule[]): string {
  const recorded = readRecorded()
  const changed = readChanges()
  const rows = rules.toSorted((a, b) => a.id < b.id ? -1 : 1).map(rule => {
    const fixtures = recorded.get(rule.id) ?? []
    const lab = fixtures.length > 0 ? 'proven' : hasScenario(rule.id) ? 'yes' : 'no'
    return toRow(rule, { lab, fixtures, changes: changed.get(rule.id) ?? 0 })
  })
  const proven = rows.filter(row => row.includes('| proven |')).length
  return [
    '# What is covered', '',
    'Made by `npm run coverage`; a test holds it current.', '',
    `${rows.length} rules, ${proven} of them proven by evidence recorded from a real Envoy that suffers the fault.`, '',
    '- **evidence**: the kinds that the rule can use. What is missing leaves it unchecked, or makes it weaker.',
    '- **lab**: `proven`: evidence recorded in the lab is among the fixtures; `yes`: the lab makes the fault; `no`: resources or logs alone tell.',
    '- **examples**: in the rule itself, those that fire + those that stay quiet; then fixtures; then changed fields in fixtures/mesh-rules.', '',
    '| rule | evidence | severity | lab | examples |', '|---|---|---|---|---|',
    ...rows, '',
  ].join('\n')
}

function toRow(rule: CatalogueRule, { lab, fixtures, changes }: Support): string {
  const severities = typeof rule.severity === 'string' ? [rule.severity] : [...new Set(rule.severity.map(({ is }) => is))]
  const examples = [
    `${rule.examples.fires.length} + ${rule.examples.quiet.length}`,
    ...fixtures.map(name => `[${name}](../fixtures/${name})`),
    ...changes > 0 ? [`${changes} [changed](../fixtures/mesh-rules/changes.yaml)`] : [],
  ]
  return `| [${rule.id}](../rules/${rule.id}.yaml) | ${[...rule.reads.kinds].sort().join(', ')} | ${severities.join(', ')} | ${lab} | ${examples.join('; ')} |`
}

interface Expectation { origin?: { scenario?: string }, cause?: { rule?: string }, findings?: readonly { rule?: string }[] }

/** Rule -> situations recorded in the lab in which it must fire. */
function readRecorded(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const name of readdirSync('fixtures').sort()) {
    const path = join('fixtures', name, 'expected.yaml')
    if (!existsSync(path)) continue
    const { origin, cause, findings = [] } = parse(readFileSync(path, 'utf8')) as Expectation
    if (origin?.scenario === undefined) continue
    for (const rule of new Set([cause?.rule, ...findings.map(finding => finding.rule)])) {
      if (rule !== undefined) found.set(rule, [...found.get(rule) ?? [], name])
    }
  }
  return found
}

/** Rule -> how many changed fields of a healthy mesh must make it fire. */
function readChanges(): Map<string, number> {
  const counts = new Map<string, number>()
  const changes = parse(readFileSync('fixtures/mesh-rules/changes.yaml', 'utf8')) as readonly { rule: string }[]
  for (const { rule } of changes) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return counts
}

/** `lab/faults/tls/upstream-expired.ts`, or a variant, `…/upstream-expired--file.ts`. */
function hasScenario(id: string): boolean {
  const [family = '', name = ''] = id.split('/')
  const folder = join('lab', 'faults', family)
  return existsSync(folder) && readdirSync(folder).some(file => file === `${name}.ts` || file.startsWith(`${name}--`))
}
