import { minimise } from './minimise.ts'
import { mutate, type Material } from './mutate.ts'
import { hash, Random } from './random.ts'
import { defaults, type Target } from './target.ts'
import { listWords } from './words.ts'

/** An input for which something does not hold. */
export interface Breakage { why: string, input: Uint8Array }

/** More kinds of failure than this tell nothing new. */
const mostBreakages = 20
/** Inputs with new outcomes that are kept for mutation, and their longest length in bytes. */
const mostKept = 1500
const longestKept = 1024

/** Mutates the inputs of one target and runs them. The same seed and the same inputs take the same way, whatever the machine. */
export class Session {
  readonly breakages = new Map<string, Breakage>()
  readonly outcomes = new Set<number>()
  /** Inputs run. */
  count = 0
  /** Microseconds that the slowest input took, the best of three runs: what else the machine does is not its fault. */
  slowest = 0
  readonly #target: Target
  readonly #random: Random
  readonly #pool: Uint8Array[]
  readonly #material: Material
  readonly #onInput: (input: Uint8Array) => void

  /** @param onInput told of every input before it is run, so that one that never ends is known */
  constructor(target: Target, seed: number, corpus: Iterable<Uint8Array>, onInput: (input: Uint8Array) => void = () => undefined) {
    this.#target = target
    this.#random = new Random(hash(target.name, seed))
    this.#pool = [...target.seeds(), ...corpus]
    this.#material = { pool: this.#pool, words: listWords(target.words), longest: target.longest ?? defaults.longest }
    this.#onInput = onInput
  }

  /** Runs every input to begin with, as it is. */
  async replay(): Promise<void> {
    for (const input of [...this.#pool]) await this.#try(input)
  }

  /** Runs so many mutated inputs, or fewer where everything breaks. */
  async run(inputs: number): Promise<void> {
    for (let i = 0; i < inputs && this.breakages.size < mostBreakages; i++) {
      await this.#try(mutate(this.#random.of(this.#pool), this.#random, this.#material))
    }
  }

  async #try(input: Uint8Array): Promise<void> {
    this.count++
    const { outcome, why, microseconds } = await this.#measure(input)
    if (microseconds > this.slowest) this.slowest = Math.max(this.slowest, await this.#measureAgain(input, microseconds))
    if (why !== undefined) return this.#note(input, why)
    const limit = this.#target.limit ?? defaults.limit
    if (microseconds > limit * 1000 && this.slowest > limit * 1000) return this.#note(input, `took more than ${limit} ms`)
    const key = hash(outcome)
    if (this.outcomes.has(key)) return
    this.outcomes.add(key)
    if (input.length > longestKept) return
    if (this.#pool.length < mostKept) this.#pool.push(input)
    else this.#pool[this.#random.below(mostKept)] = input
  }

  async #measure(input: Uint8Array): Promise<{ outcome: string, why: string | undefined, microseconds: number }> {
    this.#onInput(input)
    const start = performance.now()
    try {
      const result = this.#target.run(input, new Random(hash(input)))
      const outcome = typeof result === 'string' ? result : await result
      return { outcome, why: undefined, microseconds: (performance.now() - start) * 1000 }
    } catch (error) {
      const why = error instanceof Error ? error.stack ?? error.message : String(error)
      return { outcome: '', why, microseconds: (performance.now() - start) * 1000 }
    }
  }

  async #measureAgain(input: Uint8Array, first: number): Promise<number> {
    const again = [await this.#measure(input), await this.#measure(input)]
    return Math.min(first, ...again.map(run => run.microseconds))
  }

  async #note(input: Uint8Array, why: string): Promise<void> {
    const key = nameFailure(why)
    if (this.breakages.has(key)) return
    this.breakages.set(key, { why, input })
    // What is slow is slow to make smaller.
    if (key.startsWith('took')) return
    const small = await minimise(input, async shorter => nameFailure((await this.#measure(shorter)).why ?? '') === key)
    const found = (await this.#measure(small)).why
    this.breakages.set(key, { why: found ?? why, input: small })
  }
}

/** Failures of one name are one: the message without what it quotes, and the place in our source that threw. */
function nameFailure(why: string): string {
  const [message = '', ...stack] = why.split('\n')
  const place = /(?:src|fuzz)\/[\w./-]+:\d+/.exec(stack.join('\n'))?.[0] ?? ''
  return `${message.replace(/["'].*$|\d+/gs, '#').slice(0, 80)} ${place}`
}
