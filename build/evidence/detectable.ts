import { exampleSnapshot } from '../../src/catalogue/example-snapshot.ts'
import type { RuleSet } from '../../src/diagnose.ts'
import { deriveNeeds } from '../../src/engine/rules/derive-needs.ts'
import type { Rule } from '../../src/engine/rules/rule.ts'
import { judgeView, type Judged } from './judge-view.ts'
import { views, type View } from './views.ts'

/** One fixture judged whole, and by each part of its evidence. */
export interface Withheld { name: string, full: Judged, parts: ReadonlyMap<View, Judged> }

/** `finding` and `lead` count the cases in which a kind alone gave one, of `cases`. */
interface Cell { finding: number, lead: number, cases: number }

const alone = views.filter(view => view.group === 'alone')

/**
 * The text of docs/detectable.md: for every rule what one kind of evidence alone still tells. Real evidence counts where a fixture shows
 * the fault; otherwise the rule's own examples do.
 */
export async function renderDetectable(ruleSet: RuleSet, fixtures: readonly Withheld[]): Promise<string> {
  const rows: string[] = []
  for (const rule of ruleSet.rules.toSorted((a, b) => a.id < b.id ? -1 : 1)) {
    const real = countFixtures(rule.id, fixtures)
    const cells = real ?? await countExamples(rule, ruleSet)
    rows.push(`| [${rule.id}](rules/${rule.id}.md) | ${real === undefined ? 'examples' : 'real'} | ${alone.map(view => tellCell(cells.get(view))).join(' | ')} |`)
  }
  return [
    '# What each kind of evidence tells alone', '',
    'Made by `npm run coverage`; a test holds it current.', '',
    'Evidence is taken away from every fixture piece by piece. With less of it a verdict may become weaker, unchecked, or a lead (a total worth a look);',
    '`test/withholding.test.ts` holds that it never becomes wrong. This table says what is left when one kind is all there is:', '',
    '- **finding**: the rule still finds the fault; **lead**: it says where to look; empty: it is unchecked. `2 of 3`: in so many of the cases.',
    '- **by**: `real`: evidence recorded from real Envoys; `examples`: the examples in the rule.', '',
    `| rule | by | ${alone.map(view => view.name).join(' | ')} |`,
    `|---|---|${alone.map(() => '---').join('|')}|`,
    ...rows, '',
  ].join('\n')
}

function countFixtures(rule: string, fixtures: readonly Withheld[]): Map<View, Cell> | undefined {
  const showing = fixtures.filter(({ full }) => full.sick.some(said => said.rule === rule))
  if (showing.length === 0) return undefined
  return new Map(alone.map(view => [view, countJudged(rule, showing.flatMap(({ parts }) => parts.get(view) ?? []))]))
}

async function countExamples(rule: Rule, ruleSet: RuleSet): Promise<Map<View, Cell>> {
  const only = { ...ruleSet, rules: [rule], needs: deriveNeeds([rule]) }
  const cells = new Map<View, Cell>()
  for (const view of alone) {
    const judged: Judged[] = []
    for (const example of rule.source.examples.fires) judged.push(await judgeView(await view.take(exampleSnapshot(example)), only))
    cells.set(view, countJudged(rule.id, judged))
  }
  return cells
}

function countJudged(rule: string, judged: readonly Judged[]): Cell {
  const found = judged.filter(({ report }) => report.findings.some(finding => finding.rule === rule))
  const led = judged.filter(({ report }) => report.leads.some(lead => lead.rule === rule))
  return { finding: found.length, lead: led.filter(one => !found.includes(one)).length, cases: judged.length }
}

function tellCell(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  const tell = (word: string, count: number): string[] => count === 0 ? [] : [count === cell.cases ? word : `${word} (${count} of ${cell.cases})`]
  return [...tell('finding', cell.finding), ...tell('lead', cell.lead)].join(', ')
}
