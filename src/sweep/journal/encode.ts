import { deserialize, serialize } from 'node:v8'
import { Absent, type Lack } from '../../evidence/absent.ts'
import { isPlain } from './plain.ts'

/** Stands for an Absent; no record has a member of this name. */
const mark = '\u0000absent'

/** Members that hold App Mesh's resources, which are joined again when the digest is taken up. */
const rejoined: ReadonlySet<string> = new Set(['meshResource', 'node', 'gateway'])

/**
 * Writes down what a target gave, so that another process can take it up: maps, sets, dates, big integers, and what is not known.
 * Resources of the mesh are left out.
 */
export function encodeResult(value: unknown): Buffer {
  return serialize(replace(value, ''))
}

/** @throws where the bytes are not such a value */
export function decodeResult(bytes: Uint8Array): unknown {
  return restore(deserialize(bytes))
}

function replace(value: unknown, key: string): unknown {
  if (value instanceof Absent) return { [mark]: [value.lack, value.reason] }
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(item => replace(item, ''))
  if (value instanceof Map) return new Map(Array.from(value, ([name, item]) => [name as unknown, replace(item, '')]))
  if (value instanceof Set) return new Set(Array.from(value, item => replace(item, '')))
  if (!isPlain(value)) return value
  if (rejoined.has(key)) return undefined
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name)]))
}

function restore(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(restore)
  if (value instanceof Map) return new Map(Array.from(value, ([name, item]) => [name as unknown, restore(item)]))
  if (value instanceof Set) return new Set(Array.from(value, restore))
  if (!isPlain(value)) return value
  if (mark in value) {
    const [lack, reason] = value[mark] as [Lack, string]
    return new Absent(lack, reason)
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, restore(item)]))
}
