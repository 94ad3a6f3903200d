import { fieldOfKey, type JsonMeaning } from '../format/json-layout.ts'
import { parseIsoTime } from '../format/time-format.ts'
import type { FieldPlan } from './field-plan.ts'
import { makeBatch, type Batch } from './scanner.ts'

/** One line read the slow way: escapes, lists, keys in another order. Its values stand in `bytes`, its row in `batch`. */
export interface SlowRow { bytes: Uint8Array, batch: Batch, fields: ReadonlySet<string> }

/** Whether an object is likely an access-log line: it has an HTTP code or flags, and at least two more fields that such lines have. */
function isAccess(fields: ReadonlyMap<string, string>): boolean {
  const known = ['method', 'path', 'duration', 'authority', 'upstream', 'protocol', 'bytesSent', 'cluster', 'time'].filter(field => fields.has(field))
  return (/^\d{1,3}$/.test(fields.get('code') ?? '') || /^[A-Z][A-Za-z,]*$/.test(fields.get('flags') ?? '')) && known.length >= 2
}

/** @returns undefined where the line is no JSON object, or is not what the format writes. */
export function parseJsonLine(meaning: JsonMeaning, text: string, plan: FieldPlan): SlowRow | undefined {
  let object: unknown
  try {
    object = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined
  const values = new Map<string, string>()
  const times = new Map<string, number>()
  const visit = (value: unknown, path: string, depth: number): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      if (depth < 8) for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`, depth + 1)
      return
    }
    const { field, kind, parseTime } = fieldOfKey(meaning, path)
    const written = value === null || value === '-' ? '' : typeof value === 'string' ? value : JSON.stringify(value)
    if (kind === 'time') {
      const bytes = Buffer.from(written)
      times.set(field, typeof value === 'number' ? (value > 1e11 ? value : value * 1000) : (parseTime ?? parseIsoTime)(bytes, 0, bytes.length))
    }
    if (!values.has(field)) values.set(field, written)
  }
  visit(object, '', 0)
  if (meaning.keys === undefined ? !isAccess(values) : ![...meaning.keys.keys()].some(key => values.has(fieldOfKey(meaning, key).field))) return undefined
  return { ...fillRow(plan, values, times, text), fields: new Set(values.keys()) }
}

/** The line itself stands behind its values, so that it can be shown. */
function fillRow(plan: FieldPlan, values: ReadonlyMap<string, string>, times: ReadonlyMap<string, number>, text: string): { bytes: Uint8Array, batch: Batch } {
  const batch = makeBatch(plan, 1)
  const texts = plan.texts.map(field => Buffer.from(values.get(field) ?? ''))
  let at = 0
  texts.forEach((text, i) => {
    batch.spans[2 + 2 * i] = at
    batch.spans[3 + 2 * i] = at += text.length
  })
  plan.numbers.forEach((field, i) => {
    const value = times.get(field) ?? Number(values.get(field) ?? NaN)
    batch.numbers[i] = Number.isFinite(value) && values.get(field) !== '' ? value : -1
  })
  const line = Buffer.from(text)
  batch.spans[0] = at
  batch.spans[1] = at + line.length
  batch.count = 1
  return { bytes: Buffer.concat([...texts, line]), batch }
}
