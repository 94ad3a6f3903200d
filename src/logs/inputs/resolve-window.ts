import { createReadStream } from 'node:fs'
import { UsageError } from '../../errors.ts'
import type { LogSource, OpenedInputs } from './open-inputs.ts'
import type { Moment } from './parse-window.ts'
import { TimeFinder } from './time-of-lines.ts'

/** The newest line of a plain file is looked for in its last bytes first. */
const tailBytes = 1 << 20

/**
 * Turns moments into milliseconds since the epoch; undefined bounds are open. A span is taken back from the newest line of all inputs, not from the clock of
 * whoever reads, so that the same files always give the same answer.
 * @throws UsageError for a span where the newest line cannot be known beforehand
 */
export async function resolveWindow(moments: { since: Moment | undefined, until: Moment | undefined }, opened: OpenedInputs, formats: readonly string[]): Promise<{ since: number | undefined, until: number | undefined }> {
  const given = [moments.since, moments.until]
  const newest = given.some(moment => moment !== undefined && 'before' in moment) ? await findNewest(opened.sources, formats) : 0
  const [since, until] = given.map(moment => moment === undefined ? undefined : 'at' in moment ? moment.at : newest - moment.before)
  if (since !== undefined && until !== undefined && since > until) {
    throw new UsageError({ what: '--since is after --until.', why: `No line can be between ${new Date(since).toISOString()} and ${new Date(until).toISOString()}.`, tryThis: 'Exchange them.' })
  }
  return { since, until }
}

async function findNewest(sources: readonly LogSource[], formats: readonly string[]): Promise<number> {
  const times = await Promise.all(sources.map(source => newestOf(source, formats)))
  const newest = Math.max(...times.map(time => time ?? -Infinity))
  if (Number.isFinite(newest)) return newest
  throw new UsageError({
    what: 'A span before the newest line needs a line with a time.',
    why: 'No line with a time was found, or the input is a pipe that is read only once.',
    tryThis: 'Give an absolute moment, --since 2026-11-20T11:00:00Z, or save the pipe into a file first.',
  })
}

async function newestOf(source: LogSource, formats: readonly string[]): Promise<number | undefined> {
  if (source.path === undefined) return undefined
  const size = source.bytes ?? 0
  const tail = source.plain && size > 0 ? await scan(createReadStream(source.path, { start: Math.max(0, size - tailBytes), end: size - 1 }), formats) : undefined
  return tail ?? await scan(source.open(() => undefined), formats)
}

async function scan(chunks: AsyncIterable<unknown>, formats: readonly string[]): Promise<number | undefined> {
  const finder = new TimeFinder(formats)
  for await (const chunk of chunks) finder.write(chunk as Uint8Array)
  return finder.end().newest
}
