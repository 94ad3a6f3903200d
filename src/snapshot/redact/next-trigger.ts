import { addressTrigger } from './addresses.ts'
import { findTrigger, type Trigger } from './triggers.ts'

/**
 * Where to look next: the first word or, by option, the first address (a trigger without a word). Remembers what it found as long as that
 * lies ahead, so that a text full of one of both is not searched for the other from each place anew.
 */
export class NextTrigger {
  readonly #address: RegExp | undefined
  readonly #addressHere = new RegExp(addressTrigger, 'iy')
  /** Undefined: there is none. */
  #word: Trigger | undefined
  #knowsWord = false
  /** Infinite: there is none; negative: not known. */
  #addressAt = -1

  constructor(addresses: boolean) {
    this.#address = addresses ? new RegExp(addressTrigger, 'gi') : undefined
  }

  /** The first that begins at `at` or later; undefined where there is none. */
  find(text: string, at: number): Trigger | undefined {
    if (!this.#knowsWord || (this.#word !== undefined && this.#word.at < at)) this.#word = findTrigger(text, at)
    this.#knowsWord = true
    if (this.#address === undefined) return this.#word
    if (this.#addressAt < at) {
      this.#address.lastIndex = at
      this.#addressAt = this.#address.exec(text)?.index ?? Infinity
    }
    if (this.#word !== undefined && this.#word.at <= this.#addressAt) return this.#word
    return this.#addressAt === Infinity ? undefined : { word: '', at: this.#addressAt }
  }

  /** The text lost so many characters of its beginning. */
  shift(count: number): void {
    if (this.#word !== undefined) this.#word = { word: this.#word.word, at: this.#word.at - count }
    this.#addressAt = Math.max(-1, this.#addressAt - count)
  }

  /** What begins now stands behind nothing: an address may begin where none could within a word. */
  beginAfresh(text: string): void {
    this.#addressHere.lastIndex = 0
    if (this.#address !== undefined && this.#addressHere.test(text)) this.#addressAt = 0
  }

  /** The text grew, or is another one. */
  forget(): void {
    this.#knowsWord = false
    this.#addressAt = -1
  }
}
