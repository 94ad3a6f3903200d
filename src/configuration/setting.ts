import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml'
import { nearestName } from '../analysis/nearest-name.ts'
import { ConfigurationError, type Mistake } from '../errors.ts'
import { readDuration } from './duration.ts'

/** One configuration file while it is read: mistakes are gathered, so that a person sees all of them at once. */
export interface ConfigurationFile {
  root: Setting
  /** @throws ConfigurationError with every mistake that reading found */
  finish: () => void
}

/**
 * Opens a YAML (or JSON) configuration. Values are then asked for by their type; each that is not what it should be becomes a mistake
 * with its place, and reads as undefined.
 * @param what the configuration as a person calls it: `exporter configuration`
 */
export function openConfiguration(text: string, file: string, what: string): ConfigurationFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent', version: '1.2' })
  const mistakes: Mistake[] = []
  const report = (offset: number, message: string): void => {
    const { line, col } = lines.linePos(offset)
    mistakes.push({ file, line: Math.max(1, line), column: Math.max(1, col), message })
  }
  for (const error of document.errors) report(error.pos[0], error.message)
  return {
    root: new Setting(mistakes.length > 0 ? undefined : document.contents ?? undefined, '', report, node => isAlias(node) ? node.resolve(document) : node),
    finish: () => { if (mistakes.length > 0) throw new ConfigurationError(what, mistakes) },
  }
}

type Report = (offset: number, message: string) => void
type Resolve = (node: Node) => Node | undefined

/** One value of a configuration file, and where it stands. */
export class Setting {
  readonly path: string
  readonly #node: Node | undefined
  readonly #key: number | undefined
  readonly #report: Report
  readonly #resolve: Resolve

  /** @param key where the key stands that this is the value of */
  constructor(node: Node | undefined, path: string, report: Report, resolve: Resolve, key?: number) {
    this.path = path
    this.#key = key
    this.#node = node === undefined ? undefined : resolve(node)
    this.#report = report
    this.#resolve = resolve
  }

  /** Records that this value cannot be used. @param message goes on after the value's name */
  reject(message: string): void {
    this.#report(this.#node?.range?.[0] ?? this.#key ?? 0, `${this.path === '' ? 'the file' : this.path} ${message}`)
  }

  /** The members of a mapping; a key that is not in `allowed` is a mistake. An empty file has none. */
  fields<K extends string>(allowed: readonly K[]): Partial<Record<K, Setting>> {
    const found: Partial<Record<K, Setting>> = {}
    for (const [key, value] of this.entries()) {
      if (allowed.includes(key as K)) found[key as K] = value
      else value.#unknown(key, allowed)
    }
    return found
  }

  /** The members of a mapping with keys of the user's own. */
  entries(): [string, Setting][] {
    if (this.#isEmpty()) return []
    if (!isMap(this.#node)) {
      this.reject('is a mapping of keys to values')
      return []
    }
    return this.#node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : String(key)
      const path = this.path === '' ? name : `${this.path}.${name}`
      return [name, new Setting((value ?? undefined) as Node | undefined, path, this.#report, this.#resolve, (key as Node).range?.[0])]
    })
  }

  /** The values of a list. */
  items(): Setting[] {
    if (this.#isEmpty()) return []
    if (!isSeq(this.#node)) {
      this.reject('is a list')
      return []
    }
    return this.#node.items.map((item, i) => new Setting(item as Node, `${this.path}[${i}]`, this.#report, this.#resolve))
  }

  /** A text; numbers and booleans that were meant as one are taken as they are written. */
  text(): string | undefined {
    const value = this.#scalar()
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return this.#take(isText ? String(value) : undefined, 'is a text')
  }

  texts(): string[] {
    return this.items().map(item => item.text()).filter(text => text !== undefined)
  }

  /** One of some words. */
  word<W extends string>(words: readonly W[]): W | undefined {
    const value = this.#scalar()
    return this.#take(words.find(word => word === value), `is one of ${words.join(', ')}, not ${JSON.stringify(value)}`)
  }

  flag(): boolean | undefined {
    const value = this.#scalar()
    return this.#take(typeof value === 'boolean' ? value : undefined, 'is true or false')
  }

  /** A whole number of this range. */
  whole(least: number, most: number): number | undefined {
    const value = this.#scalar()
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
    return this.#take(fits ? value : undefined, `is a whole number from ${least} to ${most}`)
  }

  /** Seconds, from Prometheus' way to write a duration (`1m30s`), or from a bare number of seconds. */
  seconds(least: number, most: number): number | undefined {
    const value = this.#scalar()
    const seconds = typeof value === 'number' ? value : typeof value === 'string' ? readDuration(value) : undefined
    const fits = seconds !== undefined && seconds >= least && seconds <= most
    return this.#take(fits ? seconds : undefined, `is a duration such as 30s or 5m, from ${least} to ${most} seconds`)
  }

  #take<T>(value: T | undefined, otherwise: string): T | undefined {
    if (value === undefined) this.reject(otherwise)
    return value
  }

  #scalar(): unknown {
    return isScalar(this.#node) ? this.#node.value : undefined
  }

  #isEmpty(): boolean {
    return this.#node === undefined || (isScalar(this.#node) && this.#node.value === null)
  }

  #unknown(key: string, allowed: readonly string[]): void {
    const near = nearestName(key, allowed)
    this.#report(this.#key ?? 0, `${this.path} is no key that is known here; ${near === undefined ? `there are ${allowed.join(', ')}` : `did you mean ${near}?`}`)
  }
}
