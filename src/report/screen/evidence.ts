import type { EvidenceLine, Finding } from '../../engine/report.ts'
import { ownerOf } from '../outline.ts'
import { count, readValue } from '../phrases.ts'
import type { Value } from '../phrases.ts'
import { escapeText } from '../escape.ts'
import { cutMiddle } from '../text/cut.ts'
import { readMarked } from '../text/marks.ts'
import { displayWidth, padEnd, padStart } from '../text/width.ts'
import { wrapLine } from '../text/wrap.ts'
import { margin } from './layout.ts'
import type { Page } from './layout.ts'

interface Row { who: string, name: string, value: Value, source: string }

const gap = 2
const widestWho = 18
const narrowestName = 14
const narrowestWords = 24
const shortList = 6

/** The numbers a finding rests on, one a row: the proxy, the name, the number in one column, what it is measured against. */
export function layOutEvidence(finding: Finding, page: Page): string[] {
  const everything = page.options.all || page.options.verbose
  const shown = everything ? finding.evidence : finding.evidence.slice(0, shortList)
  const rows = shown.map(line => readRow(line, finding, page))
  const lines = layOutRows(rows, page)
  const hidden = finding.evidence.length - shown.length
  return hidden === 0 ? lines : [...lines, `and ${count(hidden, 'more number', 'more')} (--all)`]
}

function readRow(line: EvidenceLine, finding: Finding, page: Page): Row {
  const value = readValue(line, page.options.verbose)
  return {
    who: readMarked(ownerOf(line, finding, page.outline.report)),
    name: readMarked(page.options.verbose ? line.name : leaveOutScope(line.name, finding)),
    value: 'words' in value ? { words: readMarked(value.words) } : { number: escapeText(value.number), rest: escapeText(value.rest) },
    source: page.options.verbose ? escapeText(line.source) : '',
  }
}

/** The finding has said already which cluster or listener it is about; Envoy's long name of it comes with --verbose. */
function leaveOutScope(name: string, finding: Finding): string {
  return finding.subject === '' ? name : name.replace(`cluster.${finding.subject}.`, '').replace(`http.${finding.subject}.`, '')
}

function layOutRows(rows: readonly Row[], page: Page): string[] {
  const room = page.width - margin
  const whoColumns = Math.min(widest(rows.map(row => row.who)), widestWho, Math.floor(room / 4))
  const numberColumns = widest(rows.map(row => 'number' in row.value ? row.value.number : ''))
  // Numbers are never cut; words wrap, so that they can do with less.
  const numbers = widest(rows.map(row => 'number' in row.value ? tellValue(row.value, numberColumns) : ''))
  const words = Math.min(widest(rows.map(row => 'words' in row.value ? row.value.words : '')), narrowestWords)
  const valueColumns = Math.max(numbers, words)
  const forName = Math.max(narrowestName, room - whoColumns - valueColumns - 2 * gap)
  const nameColumns = Math.min(widest(rows.map(row => row.name)), forName)
  const start = whoColumns + nameColumns + 2 * gap
  return rows.flatMap(row => {
    const head = padEnd(cutMiddle(row.who, whoColumns), whoColumns + gap) + padEnd(cutMiddle(row.name, nameColumns), nameColumns + gap)
    const value = tellValue(row.value, numberColumns)
    const below = ' '.repeat(whoColumns + gap)
    // An address broken into pieces cannot be read or copied: it stands below its name, in one piece where that fits.
    const isTooWide = 'words' in row.value && widest(row.value.words.split(' ')) > room - start
    const indent = isTooWide ? below.length : start
    const words = wrapLine(cutMiddle(value, page.options.all ? Infinity : 3 * (room - indent)), room - indent)
    const [first = '', ...rest] = 'number' in row.value ? [value] : isTooWide ? ['', ...words] : words
    return [head + first, ...rest.map(line => ' '.repeat(indent) + line), ...row.source === '' ? [] : [`${below}from ${row.source}`]]
  })
}

function tellValue(value: Value, numberColumns: number): string {
  return 'number' in value ? padStart(value.number, numberColumns) + value.rest : value.words
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0)
}
