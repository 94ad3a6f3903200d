import type { Needs } from '../../../evidence/needs.ts'
import type { Problem } from '../../../evidence/problem.ts'
import type { StatForm, StatsSample } from '../../../evidence/stats.ts'
import { StatsCollector } from './collect-stats.ts'
import { detectForm } from './detect-form.ts'
import { StatIdentifier } from './identify-stat.ts'
import { judgeMissing, leastOfAPage } from './judge-completeness.ts'
import type { KnownNames } from './known-names.ts'
import { LineBlocks, maxLineLength } from './line-blocks.ts'
import { MetricIndex } from './metric-index.ts'
import { ProblemList } from './problem-list.ts'
import { JsonStats } from './read-json.ts'
import { PrometheusStats } from './read-prometheus.ts'
import { TextReader } from './read-text.ts'
import { showLine } from './show-line.ts'

const closing = 41

export interface StatsReaderOptions {
  /** The file or URL, for problems and evidence lines. */
  source: string
  /** What to keep; everything else is passed over. */
  needs: Needs
  names: KnownNames
  /** The query that the page answers (`usedonly&filter=…`), where it is recorded. */
  query?: string
  /** Milliseconds since the epoch. */
  readAt?: number
  /** When the file was written, or copied; milliseconds since the epoch. */
  modifiedAt?: number
  /** Where problems go. */
  problems: Problem[]
}

/** Reads one form; made when the first bytes have told which. */
export interface FormReader {
  write: (chunk: Uint8Array) => void
  /** Whether the page ends in the middle. */
  end: () => boolean
}

/**
 * Reads one answer of `/stats` in any form (text, JSON, Prometheus), piece by piece, in memory that depends on what is kept and not
 * on the page. Odd input gives problems with their line, never an exception.
 */
export class StatsReader {
  readonly #options: StatsReaderOptions
  readonly #problems: ProblemList
  readonly #index: MetricIndex
  readonly #collector: StatsCollector
  #form: StatForm | undefined
  #reader: FormReader | undefined
  /** The first bytes, until they tell the form. */
  #head: Uint8Array[] = []
  #headLength = 0
  /** With so many bytes it is worth looking again. */
  #enough = 16

  constructor(options: StatsReaderOptions) {
    this.#options = options
    this.#problems = new ProblemList(options.source, options.problems)
    this.#index = new MetricIndex(options.needs)
    this.#collector = new StatsCollector(this.#index.entries, options.names, this.#problems)
  }

  write(chunk: Uint8Array): void {
    if (this.#reader !== undefined) {
      this.#reader.write(chunk)
      return
    }
    this.#head.push(chunk.slice())
    this.#headLength += chunk.length
    if (this.#headLength < this.#enough) return
    const head = Buffer.concat(this.#head)
    const form = detectForm(head, false)
    if (form !== undefined) this.#begin(form, head)
    else this.#enough = this.#headLength * 2
  }

  end(): StatsSample {
    if (this.#reader === undefined) {
      const head = Buffer.concat(this.#head)
      this.#begin(detectForm(head, true) ?? 'text', head)
    }
    const cut = this.#reader?.end() ?? false
    const scopes = this.#collector.finish()
    const missing = judgeMissing(this.#collector, this.#options.query, cut, this.#options.needs)
    this.#problems.end()
    const uptime = scopes.get('server')?.get('')?.get('server.uptime')
    return {
      source: this.#options.source, form: this.#form ?? 'text', readAt: this.#options.readAt, ...(this.#options.modifiedAt === undefined ? {} : { modifiedAt: this.#options.modifiedAt }),
      uptime: typeof uptime === 'string' || uptime === undefined ? undefined : Number(uptime),
      missing, scopes,
    }
  }

  #begin(form: StatForm, head: Uint8Array): void {
    this.#form = form
    this.#head = []
    this.#reader = this.#makeReader(form)
    this.#reader.write(hasMark(head) ? head.subarray(3) : head)
  }

  #makeReader(form: StatForm): FormReader {
    if (form === 'prometheus') return new PrometheusStats(this.#index.entries, this.#options.names, this.#collector, this.#problems)
    const identifier = new StatIdentifier(this.#collector)
    if (form === 'json') return new JsonStats(this.#index, this.#collector, identifier, this.#problems)
    const reader = new TextReader(this.#index, this.#collector, identifier, this.#problems)
    const blocks = new LineBlocks((buffer, start, end) => reader.read(buffer, start, end), () => {
      this.#problems.add(reader.line, `line longer than ${maxLineLength} bytes left out`)
    })
    return {
      write: chunk => blocks.write(chunk),
      end: () => {
        const { held } = blocks
        // A number that was cut is a wrong number. A complete page may lack its newline only after its last histogram.
        const cut = blocks.unterminated && this.#collector.scalars >= leastOfAPage && held[held.length - 1] !== closing
        if (cut) this.#problems.add(reader.line, `the page ends in the middle of a line, which is left out: ${showLine(held, 0, held.length)}`)
        else blocks.end()
        reader.end()
        return cut
      },
    }
  }
}

/** A byte order mark, which editors of Windows put first. */
function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}
