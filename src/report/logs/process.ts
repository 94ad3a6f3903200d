import type { LogEvent, LogProcess } from '../../logs/log-report.ts'
import { escapeText } from '../escape.ts'
import { count, formatMoment, formatNumber } from '../phrases.ts'
import { cutMiddle } from '../text/cut.ts'
import { padStart } from '../text/width.ts'
import { wrapSentence } from '../text/wrap.ts'
import { firstSentence } from './figures.ts'
import type { LogPage } from './page.ts'

const shown = 8
const textStart = 10

/** What the process lines say: events with their meaning, then the rest by level. */
export function layOutProcess(process: LogProcess | null, page: LogPage): string[] {
  if (process === null) return []
  const events = page.all ? process.events : process.events.slice(0, shown)
  const others = Object.entries(process.others).sort((a, b) => b[1] - a[1]).map(([level, lines]) => `${formatNumber(lines)} ${level}`)
  const told = new Set<string>()
  const hidden = process.events.length - events.length
  return [
    '', `${count(process.lines, 'process line')}${process.from === null ? '' : `, ${formatMoment(process.from)} to ${formatMoment(process.to ?? process.from)}`}`,
    ...events.flatMap(event => layOutEvent(event, told, page)),
    ...hidden === 0 ? [] : [`${padStart(formatNumber(hidden), 8)}  further events (--all)`],
    ...others.length === 0 ? [] : [`  the rest by level: ${escapeText(others.join(', '))}`],
  ]
}

function layOutEvent(event: LogEvent, told: Set<string>, page: LogPage): string[] {
  const head = `${padStart(formatNumber(event.count), 8)}  ${event.kind}`
  const room = page.width - head.length - 2
  const text = cutMiddle(escapeText(event.text.replace(/\s*\n\s*/g, ' ')), Math.max(20, room))
  const key = JSON.stringify([event.meaning, event.rule])
  if (event.meaning === null || told.has(key)) return [`${head}  ${text}`]
  told.add(key)
  const meaning = wrapSentence(`${firstSentence(event.meaning)}${event.rule === null ? '' : ` ${event.rule}`}`, page.prose - textStart, page.prose).slice(0, 2)
  return [`${head}  ${text}`, ...meaning.map(line => ' '.repeat(textStart) + line)]
}
