import { operatorSince, type Operator } from './operators.ts'

/** A format string in pieces: literal texts and operators, in order; neighbouring literals are one. */
export type FormatPiece = { literal: string } | { operator: Operator }

export interface FormatMistake {
  /** Characters from the start of the format. */
  offset: number
  message: string
  /** The operator's name, where Envoy has none of that name. */
  unknownOperator?: string
}

const operatorPattern = /%([A-Z0-9_]+)(?:\(([\s\S]*?)\))?(?::(\d+))?%/y

/**
 * Splits a text format as Envoy does: `%NAME%`, `%NAME(argument)%`, `%NAME(argument):N%`, and `%%` for one percent sign.
 * All mistakes are returned at once.
 */
export function parseFormat(format: string): { pieces: readonly FormatPiece[], mistakes: readonly FormatMistake[] } {
  const pieces: FormatPiece[] = []
  const mistakes: FormatMistake[] = []
  let literal = ''
  let at = 0
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent < 0) break
    literal += format.slice(at, percent)
    if (format[percent + 1] === '%') {
      literal += '%'
      at = percent + 2
      continue
    }
    operatorPattern.lastIndex = percent
    const match = operatorPattern.exec(format)
    if (match === null) {
      mistakes.push({ offset: percent, message: 'a % that begins no operator; one percent sign is written %%' })
      literal += '%'
      at = percent + 1
      continue
    }
    const [text, name = '', argument, length] = match
    if (operatorSince(name) === undefined) {
      mistakes.push({ offset: percent, message: `Envoy (1.17 to 1.40) has no operator ${name}`, unknownOperator: name })
    }
    if (literal !== '') pieces.push({ literal })
    literal = ''
    pieces.push({ operator: { name, argument, maxLength: length === undefined ? undefined : Number(length), text } })
    at = percent + text.length
  }
  literal += format.slice(at)
  if (literal !== '') pieces.push({ literal })
  return { pieces, mistakes }
}
