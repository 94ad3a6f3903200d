import type { Problem } from '../../evidence/problem.ts'
import { isFields, type Fields } from './fields.ts'

/** The JSON object of a small answer, or undefined and a problem. Envoy answers 200 with a sentence when it cannot encode one. */
export function readJsonObject(text: string, source: string, problems: Problem[]): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (isFields(value)) return value
    problems.push({ source, message: 'it holds no JSON object' })
  } catch (error) {
    problems.push({ source, message: `it is no valid JSON: ${error instanceof Error ? error.message : String(error)}` })
  }
  return undefined
}
