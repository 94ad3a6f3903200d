import { exampleSnapshot } from '../src/catalogue/example-snapshot.ts'
import type { CatalogueRule } from '../src/catalogue/catalogue.ts'
import { diagnose, type RuleSet } from '../src/diagnose.ts'
import { deriveNeeds } from '../src/engine/rules/derive-needs.ts'
import type { Example } from '../src/engine/rules/rule.ts'
import { evidenceKinds } from '../src/evidence/kinds.ts'
import { tellTemplate } from '../src/explain/template-words.ts'
import { renderTable } from '../src/report/formats/table.ts'

/** Path below docs/rules -> text: an index, and a page for every rule. */
export async function renderRulePages(rules: readonly CatalogueRule[], ruleSet: RuleSet): Promise<Map<string, string>> {
  const sorted = rules.toSorted((a, b) => a.id < b.id ? -1 : 1)
  const pages = new Map([['README.md', renderIndex(sorted)]])
  for (const rule of sorted) pages.set(`${rule.id}.md`, renderPage(rule, sorted, await drawExample(rule, ruleSet)))
  return pages
}

function renderIndex(rules: readonly CatalogueRule[]): string {
  const families = new Map<string, CatalogueRule[]>()
  for (const rule of rules) {
    const family = rule.id.split('/')[0] ?? ''
    families.set(family, [...families.get(family) ?? [], rule])
  }
  const sections = [...families].flatMap(([family, members]) => [
    `## ${family}`, '', ...members.map(rule => `- [${rule.id}](${rule.id}.md) (${severitiesOf(rule).join(', ')}): ${rule.title}`), '',
  ])
  return `${['# Rules', '', `${rules.length} rules, a page each. Made by \`npm run coverage\` from rules/; a test holds them current.`, '', ...sections].join('\n').trimEnd()}\n`
}

function renderPage(rule: CatalogueRule, rules: readonly CatalogueRule[], screen: string): string {
  const explainedBy = rules.filter(other => other.explains.includes(rule.id) && other.id !== rule.id).map(other => other.id)
  const own = rule.explains.filter(id => id !== rule.id)
  const sections: [string, string][] = [
    ['Meaning', tellProse(rule.why)],
    ['How it is detected', tellDetection(rule)],
    ['What is no fault', tellQuiet(rule)],
    ['Resolution', tellResolution(rule)],
    ['Its place among others', [
      ...own.length === 0 ? [] : [`As a cause it explains ${own.map(id => linkFrom(rule, id)).join(', ')}.`],
      ...explainedBy.length === 0 ? [] : [`It may itself be a symptom of ${explainedBy.map(id => linkFrom(rule, id)).join(', ')}.`],
    ].join('\n\n')],
    ['Example', `\`\`\`text\n${screen.trimEnd()}\n\`\`\``],
    ['Source', rule.source],
  ]
  const body = sections.filter(([, text]) => text !== '').map(([title, text]) => `## ${title}\n\n${text.trim()}\n`).join('\n')
  return `# ${rule.title}\n\n\`${rule.id}\` · ${severitiesOf(rule).join(', ')} · judges each ${rule.each.replaceAll('_', ' ')}${rule.provider === undefined ? '' : ` of ${rule.provider}`}\n\n${body}`
}

function severitiesOf({ severity }: CatalogueRule): string[] {
  return typeof severity === 'string' ? [severity] : [...new Set(severity.map(({ is }) => is))]
}

function tellDetection(rule: CatalogueRule): string {
  const ways = rule.detect.map(way => `- \`${oneLine(way.when)}\``)
  const names = Object.entries(rule.let).map(([name, expression]) => `- \`${name}\` = \`${oneLine(expression)}\``)
  const kinds = [...rule.reads.kinds].sort().map(kind => evidenceKinds[kind].title)
  return [
    rule.detect.length > 1 ? 'Any of these is a finding:' : 'A finding where', '', ...ways,
    ...rule.where === undefined ? [] : ['', `Asked only where \`${oneLine(rule.where)}\`.`],
    ...names.length === 0 ? [] : ['', 'In it:', '', ...names],
    '', `It can use: ${kinds.join(', ')}.`,
  ].join('\n')
}

/** What keeps it from a false alarm: traffic as a measure, and the near-misses among its examples. */
function tellQuiet(rule: CatalogueRule): string {
  const measures = [...new Set(rule.detect.map(way => way.exposure).filter(exposure => exposure !== undefined && !/^['"]?0(?:\.0)?['"]?$/.test(exposure.trim())))].map(exposure => `\`${oneLine(exposure ?? '')}\``)
  const onlyWith = rule.detect.some(way => way.exposure !== undefined && /^0(?:\.0)?$/.test(way.exposure.trim()))
  return [
    ...measures.length === 0 ? [] : [`Without traffic in which it would show (${measures.join(', ')}) it is unchecked, neither clear nor found.`, ''],
    ...onlyWith ? ['Where only part of its evidence is at hand and shows nothing, it is unchecked too.', ''] : [],
    'It stays quiet, held by examples:', '', ...rule.examples.quiet.map(tellNearMiss),
  ].join('\n')
}

function tellNearMiss({ name, expect }: Example): string {
  const verdict = expect?.verdict ?? 'clear'
  return `- ${name}${verdict === 'clear' ? '' : ` (${verdict})`}`
}

function tellResolution(rule: CatalogueRule): string {
  const [command = '', ...outcome] = rule.verify.trim().split('\n')
  const check = outcome.length === 0 ? tellProse(rule.verify) : `\`\`\`sh\n${tellTemplate(command)}\n\`\`\`\n\n${tellProse(outcome.join('\n'))}`
  return [
    tellProse(rule.fix),
    ...rule.fixWhenFrozen === undefined ? [] : [`**Where the control plane is gone:** ${tellProse(rule.fixWhenFrozen)}`],
    `**To see that it is mended:** ${outcome.length === 0 ? check : `\n\n${check}`}`,
  ].join('\n\n')
}

/** The first example that fires, as diagnose prints it: without the part about what else could be checked. */
async function drawExample(rule: CatalogueRule, ruleSet: RuleSet): Promise<string> {
  const mine = ruleSet.rules.filter(({ id }) => id === rule.id)
  const [example] = rule.examples.fires
  if (example === undefined) return ''
  const report = await diagnose(exampleSnapshot(example), { ...ruleSet, rules: mine, needs: deriveNeeds(mine) }, { tool: { name: 'meshmedic', version: '' }, at: undefined })
  const screen = renderTable(report, { width: 100, color: false, all: true, verbose: false })
  return screen.split(/\n(?=\d+ checks? clear)/)[0] ?? ''
}

/** Placeholders are no HTML. */
function tellProse(text: string): string {
  return tellTemplate(text).trim().replace(/<([\w .]+)>/g, '*$1*')
}

function linkFrom(rule: CatalogueRule, id: string): string {
  const up = '../'.repeat(rule.id.split('/').length - 1)
  return `[${id}](${up}${id}.md)`
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')
