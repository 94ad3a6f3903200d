import { LineBlocks, maxLineLength } from './line-blocks.ts'
import { PrometheusLines } from './prometheus-lines.ts'
import type { MetricType, PrometheusSample } from './prometheus-sample.ts'

/**
 * Told of everything in a page of the Prometheus text format (0.0.4) or OpenMetrics, in order; implement what you need.
 * Facts: prometheus.io, exposition formats; the OpenMetrics 1.0 specification.
 */
export interface PrometheusVisitor {
  /** A well-formed sample. The object is used again for the next one. */
  sample?: (sample: PrometheusSample) => void
  type?: (family: string, type: MetricType, line: number) => void
  help?: (family: string, text: string, line: number) => void
  unit?: (family: string, unit: string, line: number) => void
  /**
   * A line that breaks the format. `malformed` lines are left out; `doubtful` ones are read all the same: a family in pieces, a
   * second TYPE, an unknown escape, a text that is not UTF-8.
   */
  problem?: (line: number, message: string, kind: 'malformed' | 'doubtful') => void
}

/** Reads a page piece by piece. A second sample of the same series is not noticed here: that would need the whole page. */
export class PrometheusReader {
  readonly #blocks: LineBlocks
  readonly #lines: PrometheusLines
  #begun: number[] | undefined = []

  constructor(visitor: PrometheusVisitor) {
    this.#lines = new PrometheusLines(visitor)
    this.#blocks = new LineBlocks((buffer, start, end) => this.#lines.read(buffer, start, end), () => {
      visitor.problem?.(this.#lines.line, `line longer than ${maxLineLength} bytes`, 'malformed')
    })
  }

  /** Whether `# EOF`, which ends an OpenMetrics page, was read. */
  get ended(): boolean {
    return this.#lines.ended
  }

  get line(): number {
    return this.#lines.line
  }

  /** What came after the last newline. */
  get held(): Uint8Array {
    return this.#blocks.held
  }

  write(chunk: Uint8Array): void {
    if (this.#begun === undefined) this.#blocks.write(chunk)
    else this.#skipMark(chunk)
  }

  /** Reads the last line, which needs no newline, unless it is to be left out. */
  end(keepLast = true): void {
    if (this.#begun !== undefined) this.#blocks.write(Uint8Array.from(this.#begun))
    if (keepLast) this.#blocks.end()
  }

  /** Leaves out a byte order mark, which may come in pieces. */
  #skipMark(chunk: Uint8Array): void {
    const mark = [0xef, 0xbb, 0xbf]
    const begun = this.#begun ?? []
    let i = 0
    while (begun.length < 3 && chunk[i] === mark[begun.length]) begun.push(chunk[i++] as number)
    if (begun.length < 3 && i === chunk.length) return
    this.#begun = undefined
    if (begun.length < 3) this.#blocks.write(Uint8Array.from(begun))
    this.#blocks.write(chunk.subarray(i))
  }
}

/** Visits a page given in pieces, whose cuts mean nothing. */
export function visitPrometheus(chunks: Iterable<Uint8Array>, visitor: PrometheusVisitor): void {
  const reader = new PrometheusReader(visitor)
  for (const chunk of chunks) reader.write(chunk)
  reader.end()
}
