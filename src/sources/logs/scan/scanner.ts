import type { FieldPlan } from './field-plan.ts'

/**
 * What a scanner leaves of up to `batchCapacity` lines. A row of `spans` is: start of the line, end of the line (after its newline),
 * then start and end of each text of the plan; an empty span stands for a value that is not there (`-`). A row of `numbers` holds each
 * number of the plan; -1 stands for a value that is not there. Times are milliseconds since the epoch.
 */
export interface Batch {
  readonly spans: Int32Array
  readonly numbers: Float64Array
  count: number
}

/** Reads lines of one format, and stops at the first that is not of it. */
export interface Scanner {
  readonly name: string
  /** Fields that the format has. */
  readonly fields: ReadonlySet<string>
  /** Its own, so that what the format lacks is set once. */
  readonly batch: Batch
  /**
   * @param bytes holds whole lines from `from` to `end`; the byte before `end` is a newline.
   * @returns the place after the last line that was read; `batch.count` says how many there were.
   */
  scan: (bytes: Uint8Array, from: number, end: number) => number
}

export const batchCapacity = 512

export function spanStride(plan: FieldPlan): number {
  return 2 + 2 * plan.texts.length
}

export function makeBatch(plan: FieldPlan, capacity = batchCapacity): Batch {
  return {
    spans: new Int32Array(capacity * spanStride(plan)),
    numbers: new Float64Array(capacity * Math.max(1, plan.numbers.length)).fill(-1),
    count: 0,
  }
}
