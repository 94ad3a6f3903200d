import type { Report } from '../src/engine/report.ts'

/** The verdict of a report that ran one rule: the worst of its judgements. */
export function verdictOf(report: Report): 'finding' | 'unchecked' | 'clear' | 'not-applicable' {
  const { findings, unchecked, clear } = report.coverage
  if (findings > 0) return 'finding'
  if (clear > 0) return 'clear'
  return unchecked > 0 ? 'unchecked' : 'not-applicable'
}
