import type { Finding } from '../../engine/report.ts'
import { escapeText } from '../escape.ts'
import { groupByRule, labelTarget, tellFinding } from '../outline.ts'
import type { CauseView } from '../outline.ts'
import { count, listSome } from '../phrases.ts'
import { cutMiddle } from '../text/cut.ts'
import { displayWidth, padEnd } from '../text/width.ts'
import { wrapSentence, wrapText } from '../text/wrap.ts'
import { layOutEvidence } from './evidence.ts'
import { clip, clipRows, hang, margin } from './layout.ts'
import type { Page } from './layout.ts'

interface Section { label: string, lines: readonly string[], least: number }

/** The order in which the first cause's parts give way when they do not fit the screen; what to do gives way last. */
const shrinkOrder = ['', 'not', 'also', 'why', 'saw', 'check', 'do']

/** A cause in full, in at most `most` lines. */
export function layOutCause(view: CauseView, page: Page, most: number): string[] {
  const headline = layOutHeadline(view.lead, page, page.options.all ? Infinity : 5)
  const sections = page.options.all ? tellSections(view, page) : shrink(tellSections(view, page), most - headline.length - 1, page)
  return [...headline, '', ...sections.flatMap(section => hang(section.label, section.lines))]
}

/** A further cause: its sentence, and for what is no mere warning the first number and the first step. */
export function layOutBriefCause(view: CauseView, page: Page): string[] {
  const { lead } = view
  if (lead.severity === 'warning') return layOutHeadline(lead, page, 3)
  const saw = layOutEvidence({ ...lead, evidence: lead.evidence.slice(0, 2) }, page)
  return [
    ...layOutHeadline(lead, page, 3),
    ...hang('saw', clipRows(saw, 2)),
    ...hang('do', clip(wrapText(lead.fix, page.prose - margin, page.longestWord), 2, page.prose - margin)),
  ]
}

/** The severity, the sentence, and small at its end the rule with its confidence. */
export function layOutHeadline(finding: Finding, page: Page, most: number): string[] {
  const room = page.prose - margin
  const rule = cutMiddle(`${escapeText(finding.rule)} · ${finding.confidence}`, room)
  const sentence = wrapSentence(tellFinding(finding, page.outline.report), room, page.longestWord)
  const fits = sentence.length <= most && displayWidth(sentence.at(-1) ?? '') + 2 + displayWidth(rule) <= room
  const lines = clip(sentence, fits ? most : most - 1, room)
  const last = fits ? lines.pop() ?? '' : ''
  lines.push(padEnd(last, room - displayWidth(rule)) + rule)
  const word = finding.severity.toUpperCase()
  return lines.map((line, index) => index === 0
    ? page.paint.severity(word, finding.severity) + ' '.repeat(margin - word.length) + line
    : ' '.repeat(margin) + line)
}

function tellSections(view: CauseView, page: Page): Section[] {
  const room = page.prose - margin
  const { lead } = view
  const text = (words: string): string[] => words === '' ? [] : wrapText(words, room, page.longestWord)
  const sections: Section[] = [
    { label: 'saw', lines: layOutEvidence(lead, page), least: 4 },
    { label: 'why', lines: text(lead.why), least: 2 },
    { label: 'do', lines: text(lead.fix), least: 4 },
    { label: 'check', lines: text(lead.verify), least: 2 },
    { label: 'also', lines: tellAlso(view, page).flatMap(words => wrapSentence(words, room, page.longestWord)), least: 1 },
    { label: 'not', lines: view.cause.rejected.flatMap(({ rule, because }) => wrapSentence(`${rule}: ${because}`, room, page.longestWord)), least: 1 },
    { label: 'raw', lines: page.options.verbose ? tellRaw(lead) : [], least: 4 },
  ]
  return sections.filter(section => section.lines.length > 0)
}

function tellAlso(view: CauseView, page: Page): string[] {
  const { report } = page.outline
  const most = page.options.all ? Infinity : 4
  const places = view.more.map(finding => finding.label === '' ? labelTarget(report, finding.target) : finding.label)
  const explained = groupByRule(view.explained, report).map(({ rule, labels }) => `${rule} (${listSome(labels, most)})`)
  return [
    ...places.length === 0 ? [] : [`${count(places.length, 'more', 'more')} like it: ${listSome([...new Set(places)], most)}`],
    ...explained.length === 0 ? [] : [`explains ${explained.join(', ')}`],
  ]
}

function tellRaw(finding: Finding): string[] {
  const lines = [`target ${finding.target}`, `subject ${finding.subject}`, `fingerprint ${finding.fingerprint}`, `docs ${finding.docs}`]
  return lines.map(escapeText)
}

function shrink(sections: readonly Section[], most: number, page: Page): Section[] {
  let left = sections.reduce((sum, section) => sum + section.lines.length, 0) - most
  const sizes = new Map(sections.map(section => [section.label, section.lines.length]))
  for (const label of shrinkOrder) {
    const section = sections.find(candidate => candidate.label === label)
    if (section === undefined || left <= 0) continue
    const given = Math.min(left, Math.max(0, section.lines.length - section.least))
    sizes.set(label, section.lines.length - given)
    left -= given
  }
  return sections.map(section => {
    const size = sizes.get(section.label) ?? 0
    return { ...section, lines: section.label === 'saw' ? clipRows(section.lines, size) : clip(section.lines, size, page.prose - margin) }
  })
}
