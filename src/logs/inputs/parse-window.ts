import { UsageError } from '../../errors.ts'

/** A moment as typed: absolute (milliseconds since the epoch), or so many milliseconds before the newest line. */
export type Moment = { at: number } | { before: number }

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `90s`, `15m`, `1h30m`, `2d`; undefined for other texts. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined
  return Array.from(text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)).reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0), 0)
}

/**
 * Reads --since and --until: `2026-11-20T11:02:17Z`, `2026-11-20`, `15m`. A time without a zone is UTC, as Envoy's are.
 * @throws UsageError
 */
export function parseMoment(flag: string, text: string | undefined): Moment | undefined {
  if (text === undefined) return undefined
  const before = parseDuration(text)
  if (before !== undefined) return { before }
  const at = Date.parse(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text.replace(' ', 'T')}Z` : text)
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(at)) return { at }
  throw new UsageError({
    what: `${JSON.stringify(text)} is no moment.`,
    why: 'A moment is ISO 8601 in UTC, or a span before the newest line.',
    tryThis: `Write ${flag} 2026-11-20T11:02:17Z, or ${flag} 15m.`,
  })
}

/** Reads --interval, milliseconds. @throws UsageError */
export function parseInterval(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const width = parseDuration(text)
  if (width !== undefined && width >= 100) return width
  throw new UsageError({
    what: `${JSON.stringify(text)} is no interval.`,
    why: 'An interval is a number with its unit, ms, s, m, h or d, and at least 100ms.',
    tryThis: 'Write --interval 1m.',
  })
}
