import { escapeText } from '../../report/escape.ts'
import { reporters } from '../../report/index.ts'
import type { Scraped } from '../scrape/scrape-target.ts'

/** `&debug=true`: what was asked, what came, and the whole reasoning, as text. @param page the metrics that the probe would have given */
export async function explainProbe({ failure, report, asked, problems, seconds, bytes }: Scraped, page: Buffer): Promise<string> {
  const render = await reporters.table()
  return [
    failure === undefined ? 'The target is up.' : `The target is not up: ${escapeText(failure.message)}`,
    `${bytes} bytes were read in ${asked.length} answers; all took ${seconds.toFixed(3)} s.`,
    ...asked.map(one => `  ${String(one.bytes).padStart(10)}  ${escapeText(one.path)}${one.failure === undefined ? '' : `  ${escapeText(one.failure)}`}`),
    '', 'Problems:', ...(problems.length === 0 ? ['  none'] : problems.map(({ source, message }) => `  ${escapeText(source)}: ${escapeText(message)}`)),
    '', 'Diagnosis:', '', report === undefined ? 'nothing could be judged\n' : render(report, { width: 120, color: false, all: true, verbose: true }),
    'Metrics:', '', page.toString('utf8'),
  ].join('\n')
}
