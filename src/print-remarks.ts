import type { Problem } from './evidence/problem.ts'
import { escapeText } from './report/escape.ts'

/** So many are enough on a screen; the rest is counted. */
const mostRemarks = 8

/** Prints how inputs were read, a line each, to standard error: data stay alone on standard output. */
export function printRemarks(remarks: readonly Problem[], stream: { write: (text: string) => unknown }): void {
  for (const { source, line, message } of remarks.slice(0, mostRemarks)) {
    stream.write(`${escapeText(`${source}${line === undefined ? '' : `:${line}`}: ${message}`)}\n`)
  }
  if (remarks.length > mostRemarks) stream.write(`… and ${remarks.length - mostRemarks} more remarks on how the inputs were read\n`)
}
