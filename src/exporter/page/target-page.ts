import { escapeLabel } from './escape.ts'
import { Rows, type Family } from './rows.ts'

/**
 * The series of one target, kept from scrape to scrape so that names are encoded once. It has a bound: what is put beyond it is counted and
 * left out, so that a proxy cannot flood the one who scrapes.
 */
export class TargetPage {
  readonly #rows = new Map<string, Rows>()
  readonly #base: string
  readonly #most: number
  #count = 0
  dropped = 0

  /** @param labels that every series has, in this order */
  constructor(labels: readonly (readonly [string, string])[], most: number) {
    this.#base = labels.map(([name, value]) => `${name}="${escapeLabel(value)}",`).join('')
    this.#most = most
  }

  begin(): void {
    this.#count = 0
    this.dropped = 0
    for (const rows of this.#rows.values()) rows.begin()
  }

  /** @param labels names and values in turn */
  add(family: Family, labels: readonly string[], value: number | bigint, suffix?: '_bucket' | '_sum' | '_count'): void {
    if (this.#count >= this.#most) {
      this.dropped++
      return
    }
    this.#count++
    let rows = this.#rows.get(family.name)
    if (rows === undefined) this.#rows.set(family.name, rows = new Rows(family, this.#base))
    rows.add(labels, Number(value), suffix)
  }

  /** Changes the value of a family's only series. */
  set(family: Family, value: number): void {
    this.#rows.get(family.name)?.set(0, value)
  }

  all(): Iterable<Rows> {
    return this.#rows.values()
  }
}
