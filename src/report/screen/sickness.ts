import type { Finding } from '../../engine/report.ts'
import type { CauseView } from '../outline.ts'
import { labelTarget } from '../outline.ts'
import { count, listSome } from '../phrases.ts'
import { wrapSentence } from '../text/wrap.ts'
import { layOutBriefCause, layOutCause, layOutHeadline } from './causes.ts'
import { clip, margin } from './layout.ts'
import type { Page } from './layout.ts'

const shortGroups = 6
const fewPlaces = 3

/** The first cause in full, at most `most` lines; the others in a few lines each, those of one rule together. */
export function layOutCauses(page: Page, most: number): string[] {
  const [first, ...rest] = page.outline.causes
  if (first === undefined) return []
  if (page.options.all) return [first, ...rest].flatMap(view => ['', ...layOutCause(view, page, Infinity)])
  const groups = groupBy(rest, view => view.cause.rule)
  const shown = groups.slice(0, shortGroups)
  const hidden = groups.slice(shortGroups).flat().length
  return [
    '',
    ...layOutCause(first, page, most),
    ...shown.flatMap(([view, ...alike], index) => [
      ...index > 0 && isBrief(view) && isBrief(shown[index - 1]?.[0] ?? view) ? [] : [''],
      ...layOutBriefCause(view, page),
      ...layOutAlike(alike.map(other => other.lead), page),
    ]),
    ...hidden === 0 ? [] : ['', `${count(hidden, 'more cause')} (--all)`],
  ]
}

/** Findings that stand in no cause: a headline for each rule. */
export function layOutOthers(page: Page): string[] {
  const { others } = page.outline
  if (others.length === 0) return []
  const groups = page.options.all ? others.map((finding): [Finding] => [finding]) : groupBy(others, finding => finding.rule)
  const shown = page.options.all ? groups : groups.slice(0, shortGroups)
  const hidden = groups.slice(shown.length).flat().length
  return [
    '',
    page.outline.causes.length === 0 ? 'Findings' : 'Other findings',
    ...shown.flatMap(([finding, ...alike]) => [
      ...layOutHeadline(finding, page, page.options.all ? Infinity : 2),
      ...layOutAlike(alike, page),
    ]),
    ...hidden === 0 ? [] : [`${count(hidden, 'more finding')} (--all)`],
  ]
}

function isBrief(view: CauseView): boolean {
  return view.lead.severity === 'warning'
}

function layOutAlike(findings: readonly Finding[], page: Page): string[] {
  if (findings.length === 0) return []
  const places = findings.map(finding => finding.label === '' ? labelTarget(page.outline.report, finding.target) : finding.label)
  const text = `and ${count(findings.length, 'more', 'more')} of this rule: ${listSome([...new Set(places)], fewPlaces)} (--all)`
  return clip(wrapSentence(text, page.prose - margin, page.longestWord), 2, page.prose - margin).map(line => ' '.repeat(margin) + line)
}

/** Groups in the order in which their first members come. */
function groupBy<T>(items: readonly T[], key: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}
