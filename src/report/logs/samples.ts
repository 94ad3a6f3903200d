import type { LogLine } from '../../logs/log-report.ts'
import { escapeText } from '../escape.ts'
import { cutMiddle } from '../text/cut.ts'
import type { LogPage } from './page.ts'

/** Lines as they stand in their input, each with its place; only the beginning of a long one fits. */
export function layOutSamples(samples: readonly LogLine[], start: number, page: LogPage): string[] {
  return samples.map(sample => {
    const place = cutMiddle(escapeText(`${sample.source}:${sample.line}`), 40)
    const text = escapeText(sample.text)
    const room = Math.max(20, page.width - start - place.length - 2)
    return `${' '.repeat(start)}${place}  ${page.all || text.length <= room ? text : `${text.slice(0, room - 1)}…`}`
  })
}
