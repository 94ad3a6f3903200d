import type { Problem } from '../../../evidence/problem.ts'
import { showLine } from './show-line.ts'

/** Problems of one answer that are told one by one; the others are counted. */
const maxProblems = 20

/** Collects what could not be read in one answer, and says how much more there was. */
export class ProblemList {
  readonly #source: string
  readonly #problems: Problem[]
  #count = 0

  constructor(source: string, problems: Problem[]) {
    this.#source = source
    this.#problems = problems
  }

  get count(): number {
    return this.#count
  }

  add(line: number | undefined, message: string): void {
    if (++this.#count > maxProblems) return
    this.#problems.push({ source: this.#source, ...(line === undefined ? {} : { line }), message })
  }

  /** Quotes the line, which costs more than to count it once nobody is told any more. */
  addLine(line: number, reason: string, buffer: Uint8Array, start: number, end: number): void {
    this.add(line, this.#count < maxProblems ? `${reason}: ${showLine(buffer, start, end)}` : reason)
  }

  end(): void {
    const more = this.#count - maxProblems
    if (more > 0) this.#problems.push({ source: this.#source, message: `${more} more of its lines could not be read as they should` })
    this.#count = 0
  }
}
