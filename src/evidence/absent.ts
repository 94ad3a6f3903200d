import type { EvidenceKind } from './kinds.ts'

/** What would have to be given for a value to be known; reports group unchecked rules by it. */
export type Lack = EvidenceKind | 'second sample' | 'traffic' | 'clock' | 'peer' | 'stat' | 'supported form' | 'other system'

/**
 * A value that is not known, and why. Thrown where a rule reads it, so that the rule's verdict becomes `unchecked(reason)`.
 * Never the same as zero, false or an empty list.
 */
export class Absent extends Error {
  readonly lack: Lack
  readonly reason: string

  constructor(lack: Lack, reason: string) {
    // Rules throw these by the hundred thousand in a sweep; a stack would cost more than the evaluation.
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(reason)
    Error.stackTraceLimit = limit
    this.name = 'Absent'
    this.lack = lack
    this.reason = reason
  }
}

/** A value, or the reason why it is not known. */
export type Known<T> = T | Absent

/** @throws Absent when the value is not known. */
export function demand<T>(value: Known<T>): T {
  if (value instanceof Absent) throw value
  return value
}

/** The value, or `fallback` where it is not known. */
export function orElse<T, U>(value: Known<T>, fallback: U): T | U {
  return value instanceof Absent ? fallback : value
}

export function isKnown<T>(value: Known<T>): value is T {
  return !(value instanceof Absent)
}
