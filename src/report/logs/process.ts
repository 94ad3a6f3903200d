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

/** Events of every start and stop. */
const ordinary = new Set([
  'start', 'stop', 'SIGTERM', 'hot restart', 'main loop began', 'workers began', 'clusters initialised', 'configuration update', 'App Mesh Agent', 'App Mesh start script',
])

/** What the process lines say: events with their meaning, then the rest by level. */
export function layOutProcess(process: LogProcess | null, page: LogPage): string[] {
  if (process === null) return []
  const telling = process.events.filter(event => !ordinary.has(event.kind))
  const events = page.all ? telling : telling.slice(0, shown)
  const usual = process.events.filter(event => ordinary.has(event.kind)).map(event => `${formatNumber(event.count)} ${event.kind}`)
  const others = Object.entries(process.others).sort((a, b) => b[1] - a[1]).map(([level, lines]) => `${formatNumber(lines)} ${level}`)
  const told = new Set<string>()
  const hidden = telling.length - events.length
  return [
    '', `${count(process.lines, 'process line')}${process.from === null ? '' : `, ${formatMoment(process.from)} to ${formatMoment(process.to ?? process.from)}`}`,
    ...events.flatMap(event => layOutEvent(event, told, page)),
    ...hidden === 0 ? [] : [`${padStart(formatNumber(hidden), 8)}  further events (--all)`],
    ...usual.length === 0 ? [] : wrapSentence(`ordinary: ${usual.join(', ')}`, page.prose - 2, page.prose).map(line => `  ${line}`),
    ...others.length === 0 ? [] : [`  the rest by level: ${escapeText(others.join(', '))}`],
  ]
}

function layOutEvent(event: LogEvent, told: Set<string>, page: LogPage): string[] {
  const head = `${padStart(formatNumber(event.count), 8)}  ${event.kind}`
  const room = page.width - head.length - 2
  const text = cutMiddle(escapeText(event.text.replace(/\s*\n\s*/g, ' ')), Math.max(20, room))
  const key = JSON.stringify([event.meaning, event.rules])
  if (event.meaning === null || told.has(key)) return [`${head}  ${text}`]
  told.add(key)
  const meaning = wrapSentence([firstSentence(event.meaning), event.rules.join(', ')].join(' ').trim(), page.prose - textStart, page.prose).slice(0, 3)
  return [`${head}  ${text}`, ...meaning.map(line => ' '.repeat(textStart) + line)]
}
