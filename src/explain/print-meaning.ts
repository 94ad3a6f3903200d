import { escapeText } from '../report/escape.ts'
import { choosePaint } from '../report/text/paint.ts'
import { displayWidth, padEnd } from '../report/text/width.ts'
import { wrapText } from '../report/text/wrap.ts'
import type { Knowledge, Meaning } from './meaning.ts'

const widestProse = 100
const narrowest = 60
const longestWord = 200

/** Answers as text, `width` columns wide: the thing, what it means, how to tell, what to do; parts of a line below it. */
export function printMeanings(meanings: readonly Meaning[], knowledge: Knowledge, width: number): string {
  const columns = Math.min(widestProse, Math.max(narrowest, width))
  const bodies = meanings.map(meaning => layOut(meaning, knowledge, columns).join('\n'))
  const sources = [...new Set(meanings.flatMap(listSources))].map(source => hang('source', source, 10, columns).join('\n'))
  return `${bodies.join('\n\n')}\n\n${sources.join('\n')}\n`
}

function layOut(meaning: Meaning, knowledge: Knowledge, columns: number): string[] {
  const name = escapeText(meaning.name)
  const space = columns - displayWidth(name) - meaning.kind.length
  const head = space >= 2 ? name + ' '.repeat(space) + meaning.kind : `${name}  ${meaning.kind}`
  const rules = meaning.rules.flatMap(id => knowledge.rules.find(rule => rule.id === id) ?? []).map(rule => `${rule.id}: ${rule.title}`)
  const sections = [
    ...meaning.sections,
    ...rules.map((text, index) => ({ label: index === 0 ? 'rules' : '', text })),
  ]
  const start = 4 + sections.reduce((most, { label }) => Math.max(most, displayWidth(escapeText(label))), 0)
  const parts = meaning.parts.flatMap(part => ['', ...layOut(part, knowledge, columns)])
  return [head, ...sections.flatMap(({ label, text }) => hang(label, text, start, columns)), ...parts]
}

function listSources(meaning: Meaning): string[] {
  return [meaning.source, ...meaning.parts.flatMap(listSources)]
}

function hang(label: string, text: string, start: number, columns: number): string[] {
  const lines = wrapText(text, columns - start, longestWord).map(line => choosePaint(false).marks(line))
  return lines.map((line, index) => (index === 0 ? padEnd(`  ${escapeText(label)}`, start) : ' '.repeat(start)) + line)
}
