import type { Paint } from '../text/paint.ts'

/** How a log report is to look. */
export interface LogReportOptions {
  /** Columns of the terminal. */
  width: number
  color: boolean
  /** Show lines whole. */
  all: boolean
}

/** What each part of the screen is given; `prose`: columns for sentences. */
export interface LogPage { width: number, prose: number, all: boolean, paint: Paint }
