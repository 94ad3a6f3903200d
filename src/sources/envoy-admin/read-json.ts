import type { Problem } from '../../evidence/problem.ts'
import { isFields, type Fields } from './fields.ts'
import { salvageObject } from './salvage.ts'

/**
 * The JSON object of a small answer. Of one that is cut or broken, its complete members to a depth of `depth` brackets; undefined
 * where nothing can be read. Envoy answers 200 with a sentence when it cannot encode its answer.
 */
export function readJsonObject(text: string, source: string, problems: Problem[], depth = 2): Fields | undefined {
  const whole = text.replace(/^\uFEFF/, '')
  try {
    const value: unknown = JSON.parse(whole)
    if (isFields(value)) return value
    problems.push({ source, message: 'it holds no JSON object' })
    return undefined
  } catch (error) {
    const rest = salvageObject(whole, depth)
    const kept = isFields(rest)
    const why = error instanceof Error ? error.message.slice(0, 200) : String(error)
    problems.push({ source, message: kept ? `it is cut or broken (${why}); what was complete is read` : `it is no valid JSON: ${why}` })
    return kept ? rest : undefined
  }
}
