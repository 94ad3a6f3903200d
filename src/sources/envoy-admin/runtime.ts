import type { Problem } from '../../evidence/problem.ts'
import { fields, isFields, text, texts } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** Runtime settings that differ from the defaults. */
export interface RuntimePart {
  source: string
  /** Weakest first. */
  layers: readonly string[]
  /** The value in force, by key. */
  values: ReadonlyMap<string, string>
}

/** Reads /runtime. Source: Envoy, "Administration interface", /runtime. */
export function parseRuntime(answer: string, source: string, problems: Problem[]): RuntimePart | undefined {
  const runtime = readJsonObject(answer, source, problems)
  if (runtime === undefined) return undefined
  if (!isFields(runtime.entries) && !Array.isArray(runtime.layers)) {
    problems.push({ source, message: 'it holds no entries and layers, so it is no /runtime of Envoy' })
    return undefined
  }
  const values = Object.entries(fields(runtime.entries)).map(([key, entry]) => [key, text(fields(entry).final_value) ?? ''] as const)
  return { source, layers: texts(runtime.layers), values: new Map(values) }
}
