import { UsageError } from '../errors.ts'
import { meaningOfJson } from '../sources/logs/format/json-layout.ts'
import { layoutOfText } from '../sources/logs/format/layout.ts'
import { nearestOperator } from '../sources/logs/format/operators.ts'
import type { FormatMistake } from '../sources/logs/format/parse-format.ts'
import { pointAt } from './point-at.ts'

/**
 * Reads --format: a shell leaves `\n` as two characters, which are taken for a line's end.
 * @throws UsageError that shows every mistake at its place
 */
export function checkFormat(typed: string): string {
  const format = typed.trimStart().startsWith('{') ? typed : typed.replace(/\\n$/, '\n').replaceAll('\\t', '\t')
  const mistakes = findMistakes(format)
  if (mistakes.length === 0) return format
  const places = mistakes.map(({ offset, message, unknownOperator }) => {
    const nearest = unknownOperator === undefined ? undefined : nearestOperator(unknownOperator)
    return pointAt(format, offset, nearest === undefined ? message : `${message} (did you mean ${nearest}?)`)
  })
  throw new UsageError({
    what: `--format cannot be read:\n${places.join('\n')}`,
    why: 'It is an access-log format as Envoy\'s configuration has it: text with operators between percent signs, or a JSON object of such texts.',
    tryThis: 'Copy it from the config_dump (access_log, log_format), or give the config_dump beside the log instead of --format.',
  })
}

/** What is wrong with a text or JSON format, by its place. */
export function findMistakes(format: string): readonly FormatMistake[] {
  const read = format.trimStart().startsWith('{') ? meaningOfJson('', format) : layoutOfText('', format)
  return 'mistakes' in read ? read.mistakes : []
}
