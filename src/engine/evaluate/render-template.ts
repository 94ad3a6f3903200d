import { Absent } from '../../evidence/absent.ts'
import type { Template, TemplatePart } from '../rules/rule.ts'

/** Fills a template in; what is not known is said to be unknown, or in the template's own words, rather than costing the finding its text. */
export function renderTemplate(template: Template, scope: object): string {
  const text = template.parts.map(part => typeof part === 'string' ? part : renderPart(part.ways, scope)).join('')
  return text.trim().replace(/[ \t]+\n/g, '\n')
}

function renderPart(ways: TemplatePart['ways'], scope: object): string {
  for (const way of ways) {
    try {
      return formatValue(way.run(scope))
    } catch (error) {
      if (!isEvaluationFailure(error)) throw error
    }
  }
  return 'unknown'
}

/** A value as a person reads it: whole numbers without decimals, dates to the second. */
export function formatValue(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1)
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (Array.isArray(value)) return value.map(formatValue).join(', ')
  // A name from a proxy must not forge a line or a command of the report.
  return String(value).replace(/\s*[\r\n\u2028\u2029]\s*/g, ' ').replaceAll('`', "'")
}

/** A value was unknown, or the expression met what it cannot compute: the rule's business, not a bug of the engine. */
export function isEvaluationFailure(error: unknown): error is Error {
  return error instanceof Absent || (error instanceof Error && error.name === 'EvaluationError')
}
