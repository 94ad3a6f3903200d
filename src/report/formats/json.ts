import type { Report } from '../../engine/report.ts'
import { escapeEncoded } from '../escape.ts'

/** Exactly the report, as schema/report.schema.json describes it. */
export function renderJson(report: Report): string {
  return `${escapeEncoded(JSON.stringify(report, null, 2))}\n`
}
