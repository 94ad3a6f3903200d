import type { Problem } from '../../../evidence/problem.ts'

/** Problems of one answer that are told one by one; the others are counted. */
export const maxProblems = 20

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

  end(): void {
    const more = this.#count - maxProblems
    if (more > 0) this.#problems.push({ source: this.#source, message: `${more} more of its lines could not be read as they should` })
    this.#count = 0
  }
}
