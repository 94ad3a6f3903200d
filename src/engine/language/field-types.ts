import { isEvidenceKind, type EvidenceKind } from '../../evidence/kinds.ts'
import { records, type RecordName } from '../../evidence/schema.ts'

export interface FieldType {
  /** The type in the rule language: `string`, `double`, `bool`, `timestamp`, a record, or `list<…>` of one. */
  cel: string
  /** The record it is, or holds. */
  element: RecordName | undefined
  isList: boolean
  optional: boolean
  /** Any one of these provides it; empty where every evidence does. */
  sources: readonly EvidenceKind[]
}

const parsed = new Map<string, FieldType>()

/** Reads one field of the schema table. @throws Error for a field that the table lacks. */
export function fieldType(record: RecordName, field: string): FieldType {
  const key = `${record}.${field}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const text = (records[record] as Record<string, string>)[field]
  if (text === undefined) throw new Error(`no field ${key}`)
  const [type = '', sources = ''] = text.split(' ')
  const cel = type.replace(/\??~?$/, '')
  const inner = /^list<(.+)>$/.exec(cel)?.[1] ?? cel
  const value: FieldType = {
    cel,
    element: isRecordName(inner) ? inner : undefined,
    isList: cel.startsWith('list<'),
    optional: /\?~?$/.test(type),
    sources: sources.split('|').filter(isEvidenceKind),
  }
  parsed.set(key, value)
  return value
}

export function isRecordName(text: string): text is RecordName {
  return Object.hasOwn(records, text)
}

/** The fields of a record, for `registerType` and for "did you mean". The language's own name of a timestamp is the one that `now` has. */
export function fieldsOf(record: RecordName): Record<string, string> {
  return Object.fromEntries(Object.keys(records[record]).map(field => [field, fieldType(record, field).cel.replace(/\btimestamp\b/, 'google.protobuf.Timestamp')]))
}
