import type { FieldKind } from './operators.ts'
import { meaningOf } from './operators.ts'
import { parseFormat, type FormatMistake } from './parse-format.ts'
import { compileTimeFormat, type TimeParser } from './time-format.ts'

/**
 * A line as a sequence of literal bytes and fields: what scanners are made from. A field reaches to the first place where the whole
 * literal after it stands; there is no going back, so a line has one reading or none.
 */
export type Step =
  | { literal: Uint8Array }
  | { field: string, kind: FieldKind, parseTime: TimeParser | undefined
    /** A JSON value rather than text up to the next literal. */
    json: boolean }

export interface Layout {
  /** What a person calls it: `Envoy's default format`. */
  name: string
  steps: readonly Step[]
}

/** Makes a layout of a text format; the mistakes of a format that Envoy would refuse, or that no line can be read by, all at once. */
export function layoutOfText(name: string, format: string): { layout: Layout } | { mistakes: readonly FormatMistake[] } {
  const { pieces, mistakes } = parseFormat(format)
  const wrong: FormatMistake[] = [...mistakes]
  const steps: Step[] = []
  const taken = new Map<string, number>()
  let offset = 0
  let before: Step | undefined
  for (const piece of pieces) {
    if ('literal' in piece) {
      steps.push({ literal: Buffer.from(piece.literal) })
    } else {
      const { operator } = piece
      offset = format.indexOf(operator.text, offset)
      const meaning = meaningOf(operator)
      if (before !== undefined && 'field' in before && before.kind !== 'number') {
        wrong.push({ offset, message: `nothing stands between ${before.field} and ${operator.text}, so no line tells where one ends` })
      }
      let parseTime: TimeParser | undefined
      try {
        if (meaning.kind === 'time') parseTime = compileTimeFormat(operator.argument)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        wrong.push({ offset, message: `the time conversion ${error.message} is not known` })
      }
      steps.push({ field: nameOnce(taken, meaning.field, operator.text), kind: meaning.kind, parseTime, json: false })
      offset += operator.text.length
    }
    before = steps.at(-1)
  }
  if (taken.size === 0 && wrong.length === 0) wrong.push({ offset: 0, message: 'the format has no operator: its lines say nothing' })
  return wrong.length > 0 ? { mistakes: wrong } : { layout: { name, steps: endLine(steps) } }
}

/**
 * A value printed twice keeps its name for the first place; the second has the operator's own text, further ones a plus more each.
 * @param taken names that are given, with how many pluses are used up behind each
 */
export function nameOnce(taken: Map<string, number>, field: string, text: string): string {
  if (!taken.has(field)) {
    taken.set(field, 0)
    return field
  }
  let pluses = taken.get(text) ?? 0
  let name = text + '+'.repeat(pluses)
  while (taken.has(name)) name = text + '+'.repeat(++pluses)
  taken.set(name, 0)
  taken.set(text, pluses)
  return name
}

/** Lines end with a newline whether or not the format says so (JSON formats do not). */
export function endLine(steps: readonly Step[]): readonly Step[] {
  const last = steps.at(-1)
  if (last !== undefined && 'literal' in last) {
    if (last.literal.at(-1) === 10) return steps
    return [...steps.slice(0, -1), { literal: Buffer.from([...last.literal, 10]) }]
  }
  return [...steps, { literal: Buffer.from('\n') }]
}
