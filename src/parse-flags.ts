import { UsageError } from './errors.ts'

/** `--at 2026-11-20T11:02:17Z` in milliseconds since the epoch. @throws UsageError */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return time
  throw new UsageError({
    what: `${JSON.stringify(text)} is no moment.`,
    why: 'A moment is written as ISO 8601.',
    tryThis: 'Write --at 2026-11-20T11:02:17Z.',
  })
}

/** A share from 0 to 1. @throws UsageError */
export function parseRatio(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ratio = Number(text)
  if (ratio >= 0 && ratio <= 1 && text.trim() !== '') return ratio
  throw new UsageError({
    what: `${JSON.stringify(text)} is no share of coverage.`,
    why: 'It is a number from 0 to 1: the part of all judgements that could be made.',
    tryThis: 'Write --fail-coverage-below 0.8.',
  })
}
