import type { Report } from '../engine/report.ts'

/** How to print. Decided once by the command; nothing below looks at the terminal or the environment. */
export interface ReportOptions {
  /** Columns of the terminal. */
  width: number
  color: boolean
  /** Everything, instead of what fits a screen. */
  all: boolean
  /** Also Envoy's raw names, the source of each number, and totals. */
  verbose: boolean
}

/** Report to text, ending in a newline. Pure: the same report and options give the same bytes. */
export type Reporter = (report: Report, options: ReportOptions) => string
