import { fieldOfKey, guessedJson, meaningOfJson, type JsonMeaning } from './format/json-layout.ts'
import { knownFormats } from './format/known-formats.ts'
import { layoutOfText, type Layout } from './format/layout.ts'
import { configuredFormat } from './lines/line-reader.ts'
import { unwrapLine } from './lines/unwrap.ts'
import { compileScanner } from './scan/compile-scanner.ts'
import { planFields } from './scan/field-plan.ts'
import { parseJsonLine } from './scan/parse-json-line.ts'

/** One value of a line. `text` is empty where the proxy had none (`-`); times are ISO 8601 in UTC. `key`: what a JSON line calls it. */
export interface LineField { field: string, text: string, key: string | undefined }

/** A line of the access log, taken apart: what it was recognised as, and its values in their order. */
export interface LineFields { format: string, fields: readonly LineField[] }

const deepestWrapping = 4

/**
 * Takes one line of an access log apart, in a format that is given or one that is known, whatever Docker and the like put around it.
 * @param formats text or JSON formats that are tried first; those with mistakes are passed over
 * @returns undefined where it is of none of them
 */
export function readOneLine(line: string, formats: readonly string[]): LineFields | undefined {
  let text = Buffer.from(line, 'utf8').toString('latin1')
  for (let depth = 0; depth <= deepestWrapping; depth++) {
    const found = readText(text, formats) ?? readJson(text, formats)
    if (found !== undefined) return found
    const [inner] = unwrapLine(text)?.lines ?? []
    if (inner === undefined) return undefined
    text = inner
  }
  return undefined
}

function readText(latin1: string, formats: readonly string[]): LineFields | undefined {
  const own = formats.filter(format => !isJsonFormat(format)).map(format => ({ name: configuredFormat, format }))
  const bytes = Buffer.from(`${latin1}\n`, 'latin1')
  for (const { name, format } of [...own, ...knownFormats]) {
    const read = layoutOfText(name, format)
    const fields = 'layout' in read ? scanLine(read.layout, bytes) : undefined
    if (fields !== undefined) return { format: name, fields }
  }
  return undefined
}

function scanLine(layout: Layout, bytes: Uint8Array): LineField[] | undefined {
  const names = layout.steps.flatMap(step => 'field' in step ? [step.field] : [])
  const plan = planFields(names)
  const scanner = compileScanner(layout, plan)
  scanner.scan(bytes, 0, bytes.length)
  const { batch } = scanner
  if (batch.count === 0) return undefined
  return names.map(field => {
    const [number, text] = [plan.numbers.indexOf(field), 2 + 2 * plan.texts.indexOf(field)]
    return { field, key: undefined, text: number >= 0 ? tellNumber(field, batch.numbers[number] ?? -1) : Buffer.from(bytes.subarray(batch.spans[text], batch.spans[text + 1])).toString('utf8') }
  })
}

function readJson(latin1: string, formats: readonly string[]): LineFields | undefined {
  const text = Buffer.from(latin1, 'latin1').toString('utf8')
  if (!text.trimStart().startsWith('{')) return undefined
  const meanings = formats.filter(isJsonFormat).flatMap((format): JsonMeaning[] => {
    const read = meaningOfJson(configuredFormat, format)
    return 'meaning' in read ? [read.meaning] : []
  })
  for (const meaning of [...meanings, guessedJson]) {
    const row = parseJsonLine(meaning, text, planFields(['time']))
    if (row === undefined) continue
    const time = tellNumber('time', row.batch.numbers[0] ?? -1)
    return { format: meaning.name, fields: listValues(JSON.parse(text), '').map(({ key, value }) => {
      const { field } = fieldOfKey(meaning, key)
      return { field, key, text: field === 'time' && time !== '' ? time : value }
    }) }
  }
  return undefined
}

const deepestObject = 8

function listValues(value: unknown, key: string, depth = 0): { key: string, value: string }[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return depth > deepestObject ? [] : Object.entries(value).flatMap(([name, inner]) => listValues(inner, key === '' ? name : `${key}.${name}`, depth + 1))
  }
  return [{ key, value: value === null || value === '-' ? '' : typeof value === 'string' ? value : JSON.stringify(value) }]
}

const isJsonFormat = (format: string): boolean => format.trimStart().startsWith('{')
const longestTime = 8.64e15
const tellNumber = (field: string, value: number): string => value < 0 ? '' : field === 'time' && value <= longestTime ? new Date(value).toISOString() : String(value)
