const quote = 34, backslash = 92, newline = 10
const comma = 44, colon = 58, openBrace = 123, closeBrace = 125, openBracket = 91, closeBracket = 93

/** Longer strings and numbers end the reading: what is held back between chunks must stay small. */
const maxStringLength = 1 << 20
const maxNumberLength = 400
const maxDepth = 64

/** Told of a JSON text's parts in order. Buffers are only valid during the call. */
export interface JsonVisitor {
  /** An object (`{`) or array begins, or ends. */
  open: (isObject: boolean) => void
  close: () => void
  /** Bytes between the quotes. */
  key: (buffer: Uint8Array, start: number, end: number, escaped: boolean) => void
  string: (buffer: Uint8Array, start: number, end: number, escaped: boolean) => void
  /** A number, `true`, `false` or `null`, as its bytes: large numbers stay exact. */
  scalar: (buffer: Uint8Array, start: number, end: number) => void
}

type Expecting = 'value' | 'first item' | 'first key' | 'key' | 'colon' | 'comma' | 'nothing'

/** Reads JSON piece by piece, holding back no more than one string or number. */
export class JsonTokens {
  /** From 1. */
  line = 1
  /** What is wrong with the text; nothing is read after it. */
  mistake: string | undefined
  readonly #visitor: JsonVisitor
  readonly #objects: boolean[] = []
  #expecting: Expecting = 'value'
  /** The beginning of a string or number; `#read` bytes of it need not be looked at again. */
  #held = new Uint8Array(256)
  #heldLength = 0
  #read = 0
  #escaped = false

  constructor(visitor: JsonVisitor) {
    this.#visitor = visitor
  }

  /** Whether the text is complete so far. */
  get complete(): boolean {
    return this.mistake === undefined && this.#expecting === 'nothing' && this.#heldLength === 0
  }

  write(chunk: Uint8Array): void {
    if (this.mistake !== undefined) return
    const buffer = this.#heldLength === 0 ? chunk : this.#join(chunk)
    let i = 0
    while (i < buffer.length) {
      const c = buffer[i] as number
      if (c <= 32) {
        if (c === newline) this.line++
        i++
        continue
      }
      const next = c === quote ? this.#readString(buffer, i) : isMark(c) ? this.#readMark(c, i) : this.#readScalar(buffer, i)
      if (this.#hasFailed()) return
      if (next === -1) {
        this.#hold(buffer, i, c === quote ? maxStringLength : maxNumberLength)
        return
      }
      this.#read = 0
      i = next
    }
    this.#heldLength = 0
  }

  #join(chunk: Uint8Array): Uint8Array {
    const length = this.#heldLength + chunk.length
    if (length > this.#held.length) {
      const larger = new Uint8Array(Math.max(this.#held.length * 2, length))
      larger.set(this.#held.subarray(0, this.#heldLength))
      this.#held = larger
    }
    this.#held.set(chunk, this.#heldLength)
    this.#heldLength = length
    return this.#held.subarray(0, length)
  }

  /** Keeps a string or number whose end has not come yet. */
  #hold(buffer: Uint8Array, start: number, most: number): void {
    const length = buffer.length - start
    if (length > most) {
      this.mistake = `a string or number of more than ${most} bytes`
      return
    }
    if (buffer.buffer === this.#held.buffer) this.#held.copyWithin(0, start, buffer.length)
    else {
      if (length > this.#held.length) this.#held = new Uint8Array(length * 2)
      this.#held.set(buffer.subarray(start))
    }
    this.#heldLength = length
  }

  #hasFailed(): boolean {
    return this.mistake !== undefined
  }

  #readString(buffer: Uint8Array, start: number): number {
    let escaped = this.#escaped && this.#read > 0
    let i = start + Math.max(1, this.#read)
    while (i < buffer.length && buffer[i] !== quote) {
      if (buffer[i] === backslash) {
        if (i + 1 >= buffer.length) break
        escaped = true
        i++
      }
      i++
    }
    if (i >= buffer.length || buffer[i] !== quote) {
      this.#read = i - start
      this.#escaped = escaped
      return -1
    }
    if (this.#expecting === 'key' || this.#expecting === 'first key') {
      this.#expecting = 'colon'
      this.#visitor.key(buffer, start + 1, i, escaped)
    } else if (this.#beginValue()) {
      this.#visitor.string(buffer, start + 1, i, escaped)
    }
    return i + 1
  }

  #readScalar(buffer: Uint8Array, start: number): number {
    let i = start
    for (;;) {
      const c = buffer[i]
      if (c === undefined) return -1
      if (c <= 32 || isMark(c) || c === quote) break
      i++
    }
    if (!isScalar(buffer, start, i)) this.mistake = 'neither a number nor true, false or null'
    else if (this.#beginValue()) this.#visitor.scalar(buffer, start, i)
    return i
  }

  #readMark(c: number, i: number): number {
    const expecting = this.#expecting
    if (c === openBrace || c === openBracket) {
      if (!this.#beginValue()) return i
      if (this.#objects.length >= maxDepth) this.mistake = `more than ${maxDepth} levels`
      this.#objects.push(c === openBrace)
      this.#expecting = c === openBrace ? 'first key' : 'first item'
      this.#visitor.open(c === openBrace)
    } else if (c === closeBrace || c === closeBracket) {
      const isObject = this.#objects.at(-1)
      if (isObject !== (c === closeBrace) || !(expecting === 'comma' || expecting === (isObject ? 'first key' : 'first item'))) {
        this.mistake = 'a bracket that closes nothing'
        return i
      }
      this.#objects.pop()
      this.#expecting = this.#objects.length === 0 ? 'nothing' : 'comma'
      this.#visitor.close()
    } else if (c === colon && expecting === 'colon') this.#expecting = 'value'
    else if (c === comma && expecting === 'comma') this.#expecting = this.#objects.at(-1) === true ? 'key' : 'value'
    else this.mistake = `a ${String.fromCharCode(c)} in the wrong place`
    return i + 1
  }

  #beginValue(): boolean {
    if (this.#expecting !== 'value' && this.#expecting !== 'first item') {
      this.mistake = 'a value in the wrong place'
      return false
    }
    this.#expecting = this.#objects.length === 0 ? 'nothing' : 'comma'
    return true
  }
}

function isMark(c: number): boolean {
  return c === comma || c === colon || c === openBrace || c === closeBrace || c === openBracket || c === closeBracket
}

function isScalar(buffer: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = buffer[i] as number
    if (c >= 48 && c <= 57) continue
    return end - start <= maxNumberLength && /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/.test(String.fromCharCode(...buffer.subarray(start, end)))
  }
  return true
}
