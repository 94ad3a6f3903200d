import type { Window } from './window.ts'

const newline = 0x0a, carriageReturn = 0x0d, quote = 0x22, backslash = 0x5c, openBrace = 0x7b
const ordinary = 0, opening = 1, closing = 2, quoting = 3, separating = 4

const classes = new Uint8Array(256)
for (const character of '{[') classes[character.charCodeAt(0)] = opening
for (const character of '}]') classes[character.charCodeAt(0)] = closing
for (const character of ', \t\r\n') classes[character.charCodeAt(0)] = separating
classes[quote] = quoting

/** V8 cannot hold a string of 512 MiB, and nobody wants to wait for one. */
const largestSlice = 256 << 20
/** Beyond this size a closing line is no longer looked for, and an object's bytes are counted. */
const longestGuess = 4 << 20

/**
 * Finds where one JSON value ends, over as many chunks as it takes.
 * Envoy prints indented JSON, where an object ends at the first line that holds `}` at the indentation of the line it began on.
 * That line is found as fast as memory can be searched; parsing the value proves the guess, since no object is the beginning of
 * another. Where the guess fails, or there is no indentation, brackets and strings are counted byte by byte.
 */
export class SliceBounds {
  readonly #window: Window
  readonly #closers = new Map<number, Buffer>()
  /** Index of the value's first byte, and of the byte behind its last. */
  start = 0
  finish = 0
  /** The end is a guess that parsing has to prove. */
  guessed = false
  /** Its bytes are not kept: nobody wants them, or they are too many. */
  dropped = false
  tooLarge = false
  #indent = -1
  #at = 0
  #depth = 0
  #inString = false
  #wrongGuesses = 0

  constructor(window: Window) {
    this.#window = window
  }

  /** Begins a value at the window's place; `indent` is that of its line, -1 where it is unknown. */
  open(indent: number, kept: boolean): void {
    const { at, bytes } = this.#window
    this.start = at
    this.dropped = !kept
    this.tooLarge = false
    const next = bytes[at + 1]
    const broken = bytes[at] === openBrace && (next === newline || next === carriageReturn)
    this.#indent = kept && broken && this.#wrongGuesses < 8 ? indent : -1
    this.#countFrom(at)
  }

  /** Looks for the end in what is there; false when more bytes are needed. */
  find(): boolean {
    if (this.#indent >= 0) {
      const found = this.#findClosingLine()
      if (found !== undefined) return found
    }
    if (this.#count()) return true
    if (!this.dropped && this.#window.length - this.start > largestSlice) this.dropped = this.tooLarge = true
    return false
  }

  /** Takes back a guess: the value is looked at byte by byte from its start. */
  refuseGuess(): void {
    this.#wrongGuesses++
    this.#indent = -1
    this.#countFrom(this.start)
  }

  /** No more bytes will come: a closing line that was not found is no reason to wait. */
  stopGuessing(): void {
    if (this.#indent < 0) return
    this.#indent = -1
    this.#countFrom(this.start)
  }

  /** Index before which nothing is needed any more. */
  get needed(): number {
    return this.dropped ? Math.min(this.#at, this.#window.length) : this.start
  }

  moveBack(by: number): void {
    this.start -= by
    this.#at -= by
  }

  #countFrom(at: number): void {
    this.#at = at
    this.#depth = 0
    this.#inString = false
    this.guessed = false
  }

  #findClosingLine(): boolean | undefined {
    const { bytes, length } = this.#window
    const closer = this.#closer(this.#indent)
    const found = bytes.subarray(0, length).indexOf(closer, this.#at)
    if (found >= 0) {
      this.finish = found + closer.length
      return this.guessed = true
    }
    if (length - this.start < longestGuess) {
      this.#at = Math.max(this.start, length - closer.length + 1)
      return false
    }
    this.refuseGuess()
    return undefined
  }

  #closer(indent: number): Buffer {
    const known = this.#closers.get(indent)
    if (known !== undefined) return known
    const made = Buffer.from(`\n${' '.repeat(Math.min(indent, 256))}}`)
    this.#closers.set(indent, made)
    return made
  }

  #count(): boolean {
    const { bytes, length } = this.#window
    let at = this.#at
    let depth = this.#depth
    let inString = this.#inString
    let ended = false
    while (at < length && !ended) {
      if (inString) {
        const code = bytes[at++]
        if (code === backslash) at++
        // No JSON string holds a line break: the text is broken here, and the next line begins anew.
        else if (code === quote || code === newline) {
          inString = false
          ended = depth === 0
        }
        continue
      }
      switch (classes[bytes[at++] ?? 0] ?? ordinary) {
        case ordinary: break
        case quoting: inString = true; break
        case opening: depth++; break
        case closing:
          depth--
          if (depth < 0) at--
          ended = depth <= 0
          break
        case separating:
          if (depth === 0) { at--; ended = true }
          break
      }
    }
    this.#at = at
    this.#depth = depth
    this.#inString = inString
    this.finish = Math.min(at, length)
    return ended
  }
}
