import type { Problem } from '../../../evidence/problem.ts'

/** More of them tell nothing that the first ones did not. */
const most = 20

/** Problems of one dump, each text once, and no more than a person can read. */
export class DumpProblems {
  readonly #source: string
  readonly #problems: Problem[]
  readonly #seen = new Set<string>()
  #more = 0

  constructor(source: string, problems: Problem[]) {
    this.#source = source
    this.#problems = problems
  }

  note(message: string, line?: number): void {
    if (this.#seen.has(message)) return
    if (this.#seen.size >= most) {
      this.#more++
      return
    }
    this.#seen.add(message)
    this.#problems.push({ source: this.#source, ...(line === undefined ? {} : { line }), message })
  }

  /** Says how many were not told. */
  finish(): void {
    if (this.#more > 0) this.#problems.push({ source: this.#source, message: `${this.#more} more places could not be read` })
  }
}
