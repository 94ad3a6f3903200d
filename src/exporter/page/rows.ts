import { escapeHelp, escapeLabel } from './escape.ts'
import { longestNumber, writeNumber } from './number.ts'

/** A metric family: what its HELP and TYPE lines say. */
export interface Family {
  name: string
  type: 'gauge' | 'counter' | 'histogram'
  help: string
}

type Suffix = '' | '_bucket' | '_sum' | '_count'

/**
 * The series of one family of one target, in order. They are put anew at every scrape; a series that stands where it stood the last time keeps
 * the bytes of its name and labels, so that only its value is written.
 */
export class Rows {
  readonly family: Family
  /** Labels that every series has, encoded: `target="…",` or nothing. */
  readonly #base: string
  #bytes = Buffer.allocUnsafe(0)
  /** Where each series' name and labels end in `#bytes`. */
  #ends = new Uint32Array(4)
  #values = new Float64Array(4)
  #keys: (readonly string[])[] = []
  #suffixes: Suffix[] = []
  #count = 0

  constructor(family: Family, base = '') {
    this.family = family
    this.#base = base
  }

  get count(): number {
    return this.#count
  }

  /** An upper bound of the bytes that `write` needs. */
  get size(): number {
    return (this.#ends[this.#count - 1] ?? 0) + this.#count * (longestNumber + 1)
  }

  /** Forgets the series, but not their bytes. */
  begin(): void {
    this.#count = 0
  }

  /** @param labels names and values in turn; a value may hold anything */
  add(labels: readonly string[], value: number, suffix: Suffix = ''): void {
    const at = this.#count
    if (at >= this.#keys.length || this.#suffixes[at] !== suffix || !isSame(this.#keys[at] as readonly string[], labels)) this.#replace(at, labels, suffix)
    this.#values[at] = value
    this.#count++
  }

  /** Sets the value of a series that was put. */
  set(index: number, value: number): void {
    this.#values[index] = value
  }

  /**
   * Writes the series from `start` on and gives the offset behind them; up to `start + size` bytes are touched.
   * The bytes of all names are put at the end of that room at once and then moved to their places: one call of the engine's own copying
   * each, which needs no object, is several times faster than a loop over bytes or a view each.
   */
  write(out: Buffer, start: number): number {
    const length = this.#ends[this.#count - 1] ?? 0
    const shift = start + this.size - length
    this.#bytes.copy(out, shift, 0, length)
    let at = start
    let from = shift
    for (let i = 0; i < this.#count; i++) {
      const end = shift + (this.#ends[i] as number)
      out.copyWithin(at, from, end)
      at = writeNumber(out, at + end - from, this.#values[i] as number)
      out[at++] = 10
      from = end
    }
    return at
  }

  /** All series from here on are others than before: they follow one another in the bytes. */
  #replace(at: number, labels: readonly string[], suffix: Suffix): void {
    const start = at === 0 ? 0 : this.#ends[at - 1] as number
    const prefix = Buffer.from(`${this.family.name}${suffix}${this.#formatLabels(labels)} `)
    if (start + prefix.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(256, (start + prefix.length) * 2))
      this.#bytes.copy(larger, 0, 0, start)
      this.#bytes = larger
    }
    if (at >= this.#ends.length) {
      const [ends, values] = [new Uint32Array(at * 2), new Float64Array(at * 2)]
      ends.set(this.#ends)
      values.set(this.#values)
      this.#ends = ends
      this.#values = values
    }
    prefix.copy(this.#bytes, start)
    this.#ends[at] = start + prefix.length
    this.#keys.length = at
    this.#suffixes.length = at
    this.#keys.push([...labels])
    this.#suffixes.push(suffix)
  }

  #formatLabels(labels: readonly string[]): string {
    let text = this.#base
    for (let i = 0; i < labels.length; i += 2) text += `${labels[i] as string}="${escapeLabel(labels[i + 1] as string)}",`
    return text === '' ? '' : `{${text.slice(0, -1)}}`
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) return false
  return true
}

/** `# HELP` and `# TYPE` of a family. OpenMetrics wants counters to end in `_total`, which is not part of their family's name. */
export function formatHead({ name, type, help }: Family, isOpenMetrics: boolean): string {
  const [family, kind] = !isOpenMetrics || type !== 'counter'
    ? [name, type]
    : name.endsWith('_total') ? [name.slice(0, -'_total'.length), type] : [name, 'unknown']
  return `# HELP ${family} ${escapeHelp(help, isOpenMetrics)}\n# TYPE ${family} ${kind}\n`
}
