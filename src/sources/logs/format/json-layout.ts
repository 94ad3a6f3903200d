import { isNumberField } from '../scan/field-plan.ts'
import { jsonKeys } from './known-formats.ts'
import { endLine, nameOnce, type Layout, type Step } from './layout.ts'
import { meaningOf, type FieldKind } from './operators.ts'
import { parseFormat, type FormatMistake, type FormatPiece } from './parse-format.ts'
import { compileTimeFormat, type TimeParser } from './time-format.ts'

/** What stands at each key of a JSON line (`a.b` for nested ones): a configured format's own operators, else what the key is called. */
export interface JsonMeaning {
  name: string
  keys: ReadonlyMap<string, readonly FormatPiece[]> | undefined
}

export const guessedJson: JsonMeaning = { name: 'JSON lines', keys: undefined }

/** Reads a configured JSON format, given as JSON text: an object of strings, nested objects, and lists (which are read over). */
export function meaningOfJson(name: string, format: string): { meaning: JsonMeaning } | { mistakes: readonly FormatMistake[] } {
  let parsed: unknown
  try {
    parsed = JSON.parse(format)
  } catch (error) {
    return { mistakes: [{ offset: 0, message: `not valid JSON: ${error instanceof Error ? error.message : String(error)}` }] }
  }
  const keys = new Map<string, readonly FormatPiece[]>()
  const mistakes: FormatMistake[] = []
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      const parsedFormat = parseFormat(value)
      keys.set(path, parsedFormat.pieces)
      const offset = Math.max(0, format.indexOf(JSON.stringify(value).slice(1, -1)))
      mistakes.push(...parsedFormat.mistakes.map(mistake => ({ ...mistake, offset: offset + mistake.offset })))
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`)
    }
  }
  visit(parsed, '')
  return mistakes.length > 0 ? { mistakes } : { meaning: { name, keys } }
}

/** Field, kind and time parser of one key. */
export function fieldOfKey(meaning: JsonMeaning, key: string): { field: string, kind: FieldKind, parseTime: TimeParser | undefined } {
  const pieces = meaning.keys?.get(key)
  const [piece] = pieces ?? []
  if (pieces?.length === 1 && piece !== undefined && 'operator' in piece) {
    const { field, kind } = meaningOf(piece.operator)
    return { field, kind, parseTime: kind === 'time' ? compileTimeFormat(piece.operator.argument) : undefined }
  }
  const guessed = meaning.keys === undefined ? jsonKeys[key.toLowerCase()] ?? jsonKeys[key.slice(key.lastIndexOf('.') + 1).toLowerCase()] : undefined
  const field = guessed ?? key
  return { field, kind: field === 'time' ? 'time' : isNumberField(field) ? 'number' : 'text', parseTime: undefined }
}

/**
 * Makes a layout from one JSON line: the bytes between its values are what the next lines are expected to repeat, since a proxy writes
 * its keys in one order. undefined for a line that cannot stand for others (lists, a key that stands there twice, or no object at all).
 */
export function learnJsonLayout(meaning: JsonMeaning, line: Uint8Array): Layout | undefined {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('latin1')
  const steps: Step[] = []
  const taken = new Map<string, number>()
  const keys = new Set<string>()
  const stack: string[] = []
  let from = 0
  let at = 0
  const string = /"(?:[^"\\]|\\.)*"/y
  const scalar = /-?\d[\d.eE+-]*|true|false|null/y
  const blank = (): void => { while (at < text.length && ' \t'.includes(text[at] ?? '')) at++ }
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const literalUpTo = (end: number): void => { if (end > from) steps.push({ literal: Buffer.from(text.slice(from, end), 'latin1') }) }

  function readObject(): boolean {
    if (text[at] !== '{') return false
    at++
    blank()
    while (text[at] !== '}') {
      const quoted = take(string)
      if (quoted === undefined) return false
      stack.push(JSON.parse(Buffer.from(quoted, 'latin1').toString('utf8')) as string)
      blank()
      if (text[at++] !== ':') return false
      blank()
      if (!(text[at] === '{' ? readObject() : readValue())) return false
      stack.pop()
      blank()
      if (text[at] === ',') at++
      else if (text[at] !== '}') return false
      blank()
    }
    at++
    return true
  }
  function readValue(): boolean {
    const start = at
    if ((take(string) ?? take(scalar)) === undefined) return false
    const key = stack.join('.')
    // Of two the last counts, which a layout, read from the front, cannot tell.
    if (keys.has(key)) return false
    keys.add(key)
    const pieces = meaning.keys?.get(key) ?? []
    literalUpTo(start)
    if (pieces.length > 1 && pieces.some(piece => 'operator' in piece)) steps.push(...composite(pieces, taken))
    else {
      const field = fieldOfKey(meaning, key)
      steps.push({ ...field, field: nameOnce(taken, field.field, key), json: true })
    }
    from = at
    return true
  }
  if (!readObject() || steps.length === 0) return undefined
  literalUpTo(at)
  blank()
  return at === text.length ? { name: meaning.name, steps: joinLiterals(endLine(steps)) } : undefined
}

/** `"%DURATION%ms"`: text with operators inside one string. */
function composite(pieces: readonly FormatPiece[], taken: Map<string, number>): Step[] {
  const steps: Step[] = [{ literal: Buffer.from('"') }]
  for (const piece of pieces) {
    if ('literal' in piece) {
      steps.push({ literal: Buffer.from(JSON.stringify(piece.literal).slice(1, -1)) })
    } else {
      const { field, kind } = meaningOf(piece.operator)
      steps.push({ field: nameOnce(taken, field, piece.operator.text), kind, json: false,
        parseTime: kind === 'time' ? compileTimeFormat(piece.operator.argument) : undefined })
    }
  }
  return [...steps, { literal: Buffer.from('"') }]
}

function joinLiterals(steps: readonly Step[]): Step[] {
  const joined: Step[] = []
  for (const step of steps) {
    const last = joined.at(-1)
    if ('literal' in step && last !== undefined && 'literal' in last) joined[joined.length - 1] = { literal: Buffer.concat([last.literal, step.literal]) }
    else joined.push(step)
  }
  return joined
}
