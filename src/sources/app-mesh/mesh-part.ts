import type { QuotaPart } from '../../evidence/mesh/evidence.ts'
import { Unknown, type MeshResource, type Spec, type SpecValue } from '../../evidence/mesh/resource.ts'
import type { MeshList } from '../../evidence/mesh/resources.ts'
import type { Problem } from '../../evidence/problem.ts'

/** What one document says by itself. */
export interface MeshPart {
  resources: readonly MeshResource[]
  lists: readonly MeshList[]
  quotas: readonly QuotaPart[]
}

/** Where a document comes from. */
export interface Origin {
  source: string
  /** Name of the file without folder and ending: what a nameless spec is called by. */
  stem: string
  /** Path of the request that fetched it, where known. */
  query: string | undefined
  /** Where in the file it begins, `line 12`; empty for a file of one document. */
  place: string
  problems: Problem[]
}

export const nothing: MeshPart = { resources: [], lists: [], quotas: [] }

/** The mesh of a file that does not name one; resources without a mesh belong to the only mesh that was given, if there is one. */
export const unnamedMesh = new Unknown('(mesh not named)', 'the file does not say which mesh it is of')

/** No spec is nested deeper; what is, is no spec. */
const deepest = 40

/** A JSON value as a spec's value. What lies too deep, or is no JSON, becomes an Unknown. */
export function toSpecValue(value: unknown, depth = 0): SpecValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Unknown) return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object' || depth > deepest) return new Unknown('(unreadable)', depth > deepest ? 'it is nested too deep' : 'it is no JSON')
  if (Array.isArray(value)) return value.map(item => toSpecValue(item, depth + 1))
  return toSpec(value as Record<string, unknown>, depth)
}

/** A spec is large, and JSON is one already: only what holds something else is copied. */
export function toSpec(value: Readonly<Record<string, unknown>>, depth = 0): Spec {
  if (isPlain(value, depth)) return value as Spec
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toSpecValue(item, depth + 1)]))
}

/** Whether a value is a spec's as it is. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
  if (value instanceof Unknown) return true
  if (depth > deepest || value instanceof Date) return false
  if (Array.isArray(value)) return value.every(item => isPlain(item, depth + 1))
  return Object.values(value).every(item => isPlain(item, depth + 1))
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown) && !(value instanceof Date)
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** ISO 8601 as the CLI prints it, or seconds since the epoch as the API answers; in milliseconds. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return Math.round(value * 1000)
  const parsed = typeof value === 'string' ? Date.parse(value) : value instanceof Date ? value.getTime() : NaN
  return Number.isNaN(parsed) ? undefined : parsed
}

/** A key only where it has a value. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [P in K]: V }
}

/** `line 12, virtualNodes[3]` */
export function within(place: string, path: string): string {
  return [place, path].filter(part => part !== '').join(', ')
}
