/**
 * JSON as people write Envoy configuration (snake_case, "1s", bare wrappers, Any with "@type") to protobuf bytes.
 * protobufjs drops what it does not know without a word; here an unknown field is an error that names its path.
 */
import protobuf from 'protobufjs'
import { findType } from './descriptors.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = Readonly<Record<string, Json | undefined>>

const prefix = 'type.googleapis.com/'

/** Encodes a resource with "@type" as google.protobuf.Any. Throws an Error naming the path of the first mistake. */
export function encodeAny(resource: JsonObject, path = ''): { type_url: string, value: Uint8Array } {
  const url = resource['@type']
  if (typeof url !== 'string' || !url.startsWith(prefix)) throw mistake(path, `"@type" must begin with ${prefix}`)
  const type = findType(url.slice(prefix.length))
  const fields = Object.fromEntries(Object.entries(resource).filter(([key]) => key !== '@type'))
  const wellKnown = conversions[type.fullName.slice(1)]
  const message = wellKnown === undefined ? toMessage(type, fields, path) : wellKnown(fields['value'] ?? null, `${path}.value`)
  return { type_url: url, value: type.encode(message).finish() }
}

function toMessage(type: protobuf.Type, value: Json, path: string): Record<string, unknown> {
  if (!isObject(value)) throw mistake(path, `${type.name} must be an object`)
  const message: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const field = type.fields[name]
    const where = path === '' ? name : `${path}.${name}`
    if (field === undefined) throw mistake(where, `${type.name} has no field "${name}"`)
    const sibling = field.partOf?.fieldsArray.find(other => other.name !== name && value[other.name] !== undefined)
    if (sibling !== undefined) throw mistake(where, `excludes "${sibling.name}"`)
    message[name] = toField(field, member, where)
  }
  return message
}

function toField(field: protobuf.Field, value: Json, path: string): unknown {
  if (field instanceof protobuf.MapField) {
    if (!isObject(value)) throw mistake(path, 'must be an object')
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toSingle(field, member ?? null, `${path}.${key}`)]))
  }
  if (!field.repeated) return toSingle(field, value, path)
  if (!Array.isArray(value)) throw mistake(path, 'must be a list')
  return value.map((member: Json, index) => toSingle(field, member, `${path}[${index}]`))
}

function toSingle(field: protobuf.Field, value: Json, path: string): unknown {
  const resolved = field.resolve().resolvedType
  if (resolved instanceof protobuf.Enum) return toEnum(resolved, value, path)
  if (resolved === null) return toScalar(field.type, value, path)
  return (conversions[resolved.fullName.slice(1)] ?? ((member: Json) => toMessage(resolved, member, path)))(value, path)
}

function toEnum(type: protobuf.Enum, value: Json, path: string): number {
  const number = typeof value === 'string' ? type.values[value] : value
  if (typeof number !== 'number') throw mistake(path, `must be one of ${Object.keys(type.values).join(', ')}`)
  return number
}

function toScalar(type: string, value: Json, path: string): unknown {
  const wanted = type === 'bool' ? 'boolean' : type === 'string' || type === 'bytes' ? 'string' : 'number'
  if (typeof value !== wanted) throw mistake(path, `must be a ${wanted}`)
  return type === 'bytes' ? Buffer.from(value as string, 'base64') : value
}

/** Messages whose JSON form is not the object of their fields (protobuf's JSON mapping). */
const conversions: Record<string, (value: Json, path: string) => Record<string, unknown>> = {
  'google.protobuf.Any': (value, path) => {
    if (!isObject(value)) throw mistake(path, 'must be an object with "@type"')
    return encodeAny(value, path)
  },
  'google.protobuf.Duration': (value, path) => {
    const match = typeof value === 'string' ? /^(\d+)(?:\.(\d{1,9}))?s$/.exec(value) : null
    if (match === null) throw mistake(path, 'must be a duration such as "1.5s"')
    return { seconds: Number(match[1]), nanos: Number((match[2] ?? '').padEnd(9, '0')) }
  },
  'google.protobuf.Struct': (value, path) => {
    if (!isObject(value)) throw mistake(path, 'must be an object')
    return toStruct(value)
  },
  'google.protobuf.Value': value => toValue(value),
  ...Object.fromEntries(Object.entries({
    Double: 'double', Float: 'float', Int64: 'int64', UInt64: 'uint64', Int32: 'int32', UInt32: 'uint32',
    Bool: 'bool', String: 'string', Bytes: 'bytes',
  }).map(([name, scalar]) => [`google.protobuf.${name}Value`, (value: Json, path: string) => ({ value: toScalar(scalar, value, path) })])),
}

const toStruct = (value: JsonObject): Record<string, unknown> =>
  ({ fields: Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toValue(member ?? null)])) })

function toValue(value: Json): Record<string, unknown> {
  if (value === null) return { nullValue: 0 }
  if (typeof value === 'number') return { numberValue: value }
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (isObject(value)) return { structValue: toStruct(value) }
  return { listValue: { values: value.map(toValue) } }
}

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const mistake = (path: string, what: string): Error => new Error(`${path === '' ? 'resource' : path}: ${what}`)
