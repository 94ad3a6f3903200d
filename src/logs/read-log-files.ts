import { availableParallelism } from 'node:os'
import { loadCatalogue } from '../catalogue/load-catalogue.ts'
import { UsageError } from '../errors.ts'
import { loadFacts } from '../explain/facts.ts'
import { explainReadError } from '../snapshot/saved/read-decoded.ts'
import { checkFormat, findMistakes } from './check-format.ts'
import { parseBy } from './fields.ts'
import { followLogFiles } from './follow-log-files.ts'
import type { FoundFormat } from './inputs/find-formats.ts'
import { openInputs, type LogSource, type OpenedInputs } from './inputs/open-inputs.ts'
import { parseInterval, parseMoment } from './inputs/parse-window.ts'
import { untilAborted } from './inputs/read-bytes.ts'
import { resolveWindow } from './inputs/resolve-window.ts'
import type { JoinReport } from './join/join-report.ts'
import type { LogReport } from './log-report.ts'
import { buildReport, type ReportContext } from './model/build-report.ts'
import { countFile } from './parallel/count-file.ts'
import { countInflated, longCompressed } from './parallel/count-inflated.ts'
import { findWorker } from './parallel/find-worker.ts'
import type { Where } from './query/where.ts'
import { LineCounter, type OpenInput } from './query/line-counter.ts'
import type { CountRequest } from './query/row-counter.ts'

/** More than a log's reading gains by. */
const threads = Math.min(4, availableParallelism())

/** What a person asked for, as typed. */
export interface LogFlags {
  format?: string | undefined
  where?: string | undefined
  by?: readonly string[] | undefined
  since?: string | undefined
  until?: string | undefined
  interval?: string | undefined
  top: number
  sample: number
}

export interface LogSurroundings {
  /** Folder of the package, where the catalogue is. */
  root: string
  tool: LogReport['tool']
  signal: AbortSignal
  stdin: () => AsyncIterable<Uint8Array>
  /** Follow the files until the signal; called with each new state. */
  onRefresh?: (report: LogReport) => void
}

/** What was read, and the exit code: 0, 2 where an input could not be read, 130 after an interruption. */
export interface Read<T> { report: T, exitCode: number }

/**
 * Reads logs from beginning to end, or follows them, and reports on them.
 * @throws UsageError for flags that cannot be carried out; CollectError where there is nothing to read
 */
export async function readLogFiles(args: readonly string[], flags: LogFlags, surroundings: LogSurroundings): Promise<Read<LogReport>> {
  const { signal, onRefresh } = surroundings
  const by = parseBy(flags.by)
  const interval = parseInterval(flags.interval)
  const moments = { since: parseMoment('--since', flags.since), until: parseMoment('--until', flags.until) }
  const where = await compile(flags.where)
  const { opened, given } = await open(args, flags, surroundings)
  const formats = given.map(found => found.format)
  const window = await resolveWindow(moments, opened, formats)
  const request = { by, where, ...window, interval, samples: flags.sample }
  // What is followed is told of the span before its newest line, which moves on.
  const moving = onRefresh !== undefined && moments.since !== undefined && 'before' in moments.since ? moments.since.before : undefined
  const counter = new LineCounter(request, formats, moving)
  const problems = problemsOf(opened)
  let known: Known | undefined
  const report = (partial: string | null): LogReport => {
    // Loaded after the reading, whose memory it then takes the place of.
    known ??= loadKnown(surroundings.root)
    return buildReport(counter, { tool: surroundings.tool, partial, given, where: flags.where, ...window, moving, by, interval, top: flags.top, ...known, problems })
  }
  const failed = onRefresh === undefined ? await countAll(opened.sources, problems, source => countSource(source, counter, request, formats, signal), signal)
    : await followLogFiles(opened.sources, counter, signal, problems, () => onRefresh(report(null)))
  return { report: report(signal.aborted && onRefresh === undefined ? 'interrupted' : null), exitCode: exitCodeOf(signal, opened.unreadable + failed) }
}

type Known = Pick<ReportContext, 'knowledge' | 'rules'>

function loadKnown(root: string): Known {
  const { facts, rules } = loadCatalogue(root)
  return { knowledge: { facts: loadFacts(facts), rules }, rules }
}

/**
 * Pairs the requests of a client's log with those of a server's.
 * @throws UsageError where not exactly two logs were given
 */
export async function joinLogFiles(args: readonly string[], flags: LogFlags, surroundings: LogSurroundings): Promise<Read<JoinReport>> {
  const { opened, given } = await open(args, flags, surroundings)
  const [client, server] = args.flatMap(arg => opened.sources.filter(source => source.name === arg))
  if (client === undefined || server === undefined || opened.sources.length !== 2) {
    throw new UsageError({
      what: `--join takes two logs, not ${opened.sources.length}.`,
      why: 'The first is the log of the client\'s proxy, the second that of the server\'s.',
      tryThis: 'meshmedic logs --join checkout/access.log payments/access.log',
    })
  }
  const { joinLogs } = await import('./join/join-logs.ts')
  const report = await joinLogs(client, server, { formats: given.map(found => found.format), signal: surroundings.signal, tool: surroundings.tool, problems: problemsOf(opened) })
  return { report, exitCode: exitCodeOf(surroundings.signal, report.problems.length) }
}

/** Opens the inputs, and takes the formats that were given: by flag, or by configuration beside the logs. */
async function open(args: readonly string[], flags: LogFlags, { stdin }: LogSurroundings): Promise<{ opened: OpenedInputs, given: FoundFormat[] }> {
  const own = flags.format === undefined ? [] : [{ format: checkFormat(flags.format), source: '--format' }]
  const opened = await openInputs(args, stdin)
  const usable = opened.formats.filter(({ format, source }) => {
    const [mistake] = findMistakes(format)
    if (mistake !== undefined) opened.problems.push({ source, message: `the access-log format there cannot be used: ${mistake.message}` })
    return mistake === undefined
  })
  return { opened, given: [...own, ...usable] }
}

const exitCodeOf = (signal: AbortSignal, unreadable: number): number => signal.aborted ? 130 : unreadable > 0 ? 2 : 0

function problemsOf(opened: OpenedInputs): LogReport['problems'][number][] {
  return opened.problems.map(({ source, line, message }) => ({ source, line: line ?? null, message }))
}

/** The rule language is loaded only where there is a condition. */
async function compile(where: string | undefined): Promise<Where | undefined> {
  if (where === undefined) return undefined
  const { compileWhere } = await import('./query/compile-where.ts')
  return compileWhere(where)
}

/** An input that ends before its end. */
class InputEnded extends Error {}

/** @returns how many could not be read to their end */
async function countAll(sources: readonly LogSource[], problems: LogReport['problems'][number][], count: (source: LogSource) => Promise<void>, signal: AbortSignal): Promise<number> {
  let failed = 0
  for (const source of sources) {
    try {
      await count(source)
    } catch (error) {
      // What is neither of the file system nor of the input's own is a bug of ours.
      if (!(error instanceof InputEnded) && !(error instanceof Error && 'code' in error)) throw error
      failed++
      problems.push({ source: source.name, line: null, message: explainReadError(error, 0).message })
    }
    if (signal.aborted) break
  }
  return failed
}

/** In several threads where that gains time. @throws InputEnded with the reason why its bytes end early */
async function countSource(source: LogSource, counter: LineCounter, request: CountRequest, formats: readonly string[], signal: AbortSignal): Promise<void> {
  const { path, name, bytes = 0, plain } = source
  if (plain && path !== undefined) return countFile(path, name, counter, request, { formats, threads, signal })
  const inflater = path !== undefined && bytes >= longCompressed && threads > 1 ? findWorker('inflate-worker') : undefined
  const input = counter.openInput(name)
  const failure = path === undefined || inflater === undefined ? await countChunks(source, input, signal) : await countInflated({ path, size: bytes }, input, inflater, signal)
  if (failure !== undefined) throw new InputEnded(failure)
}

/** Of bytes that must be decompressed, or come through a pipe. @returns the reason why they end early */
async function countChunks(source: LogSource, input: OpenInput, signal: AbortSignal): Promise<string | undefined> {
  let failure: string | undefined
  for await (const chunk of untilAborted(source.open(message => { failure = message }), signal)) input.write(chunk)
  input.endFile()
  return failure
}
