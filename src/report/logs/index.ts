import type { LogReport } from '../../logs/log-report.ts'
import type { LogReportOptions } from './page.ts'

/** Turns a log report into the text of one format. */
export type LogReporter = (report: LogReport, options: LogReportOptions) => string

/** Every format, loaded when it is asked for. */
export const logReporters = {
  table: async () => (await import('./table.ts')).renderLogTable,
  json: async () => (await import('./json.ts')).renderLogJson,
  ndjson: async () => (await import('./json.ts')).renderLogNdjson,
  csv: async () => (await import('./csv.ts')).renderLogCsv,
  markdown: async () => (await import('./markdown.ts')).renderLogMarkdown,
} satisfies Record<string, () => Promise<LogReporter>>
