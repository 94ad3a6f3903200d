import { SliceBounds } from './slice-bounds.ts'
import { Window } from './window.ts'

/** What a reader of JSON slices is told. `key` is the member's name in the object that is open. */
export interface SliceReceiver {
  /** An object opens: the document itself, or one of the objects in its list of objects. */
  begin(): void
  /** A member that is no array. */
  member(key: string, value: unknown): void
  /** Whether the elements of this array are wanted; else they are passed over unparsed. */
  wants(key: string): boolean
  element(key: string, value: unknown): void
  end(): void
  /** A value that is broken, cut or too large: its text as far as it was kept, and its first byte's place in the document. */
  lost(key: string, text: string, offset: number, why: string): void
  /** Bytes that are no JSON at this place; told once. */
  stray(offset: number): void
}

type Mode = 'root' | 'objects' | 'object' | 'colon' | 'value' | 'array'

const newline = 0x0a, space = 0x20, quote = 0x22, comma = 0x2c, colon = 0x3a
const openBracket = 0x5b, closeBracket = 0x5d, openBrace = 0x7b, closeBrace = 0x7d

/** Of a value that is lost, this much is still handed on. */
const longestShown = 4 << 20

/**
 * Cuts a JSON document into the values that its reader works on, while its bytes arrive: the members of the outer object, or of
 * each object in the outer object's list `listKey`, and of each array among those members every element. The document as a whole
 * is never in memory. Several documents behind each other, a bare list, and text around the objects are taken as they come.
 */
export class JsonSlices {
  readonly #receiver: SliceReceiver
  readonly #listKey: string | undefined
  readonly #window = new Window()
  readonly #bounds = new SliceBounds(this.#window)
  #mode: Mode
  #key = ''
  /** What the open slice is. */
  #slice: 'none' | 'key' | 'member' | 'element' | 'skipped' = 'none'
  /** Blanks between the last line break and here; -1 when something else stands there. */
  #indent = -1
  #keyIndent = -1
  /** The objects are those of a list; `wrapped`: the list is a member of an outer object. */
  #inList = false
  #wrapped = false
  #strayed = false

  constructor(receiver: SliceReceiver, listKey?: string, startInObject = false) {
    this.#receiver = receiver
    this.#listKey = listKey
    this.#mode = startInObject ? 'object' : 'root'
    if (startInObject) receiver.begin()
  }

  write(chunk: Uint8Array): void {
    this.#window.append(chunk)
    this.#run(false)
    const dropped = this.#window.discard(this.#slice === 'none' ? this.#window.at : this.#bounds.needed)
    this.#bounds.moveBack(dropped)
  }

  /** Ends the document; returns the length read, and whether it was complete. */
  end(): { bytes: number, complete: boolean } {
    this.#run(true)
    const complete = this.#mode === 'root' && this.#slice === 'none'
    if (this.#slice === 'member' || this.#slice === 'element') this.#lose('the text ends inside it')
    if (this.#mode !== 'root' && this.#mode !== 'objects') this.#receiver.end()
    return { bytes: this.#window.offset + this.#window.length, complete }
  }

  #run(final: boolean): void {
    const { bytes, length } = this.#window
    for (;;) {
      if (this.#slice !== 'none') {
        if (final) this.#bounds.stopGuessing()
        if (!this.#bounds.find()) return
        this.#closeSlice()
        continue
      }
      const code = this.#skipBlanks(bytes, length)
      if (code < 0) return
      // The form of an object is told by the byte behind its brace.
      if (code === openBrace && !final && this.#window.at + 1 >= length && (this.#mode === 'value' || this.#mode === 'array')) return
      this.#step(code)
    }
  }

  #skipBlanks(bytes: Uint8Array, length: number): number {
    let at = this.#window.at
    let indent = this.#indent
    let code = -1
    for (; at < length; at++) {
      code = bytes[at] ?? 0
      if (code === newline) indent = 0
      else if (code === space) { if (indent >= 0) indent++ }
      else if (code === 0x0d || code === 0x09) indent = -1
      else break
      code = -1
    }
    this.#indent = indent
    this.#window.at = at
    return code
  }

  #step(code: number): void {
    switch (this.#mode) {
      case 'root':
      case 'objects': return this.#stepOutside(code)
      case 'object': return this.#stepObject(code)
      case 'colon':
        if (code === colon) { this.#pass(); this.#mode = 'value' }
        else { this.#mode = 'object'; this.#stray() }
        return
      case 'value': return this.#stepValue(code)
      case 'array':
        if (code === comma) return this.#pass()
        if (code === closeBracket) { this.#pass(); this.#mode = 'object'; return }
        if (code === closeBrace || code === colon) return this.#stray()
        return this.#open('element', this.#indent)
    }
  }

  #stepOutside(code: number): void {
    if (code === openBrace) { this.#pass(); this.#mode = 'object'; this.#receiver.begin() }
    else if (code === comma) this.#pass()
    else if (this.#mode === 'objects' && code === closeBracket) {
      this.#pass()
      this.#mode = this.#wrapped ? 'object' : 'root'
      if (this.#wrapped) this.#receiver.begin()
      this.#inList = this.#wrapped = false
    } else if (this.#mode === 'root' && code === openBracket) {
      this.#pass()
      this.#mode = 'objects'
      this.#inList = true
    } else this.#stray()
  }

  #stepObject(code: number): void {
    if (code === quote) { this.#keyIndent = this.#indent; this.#open('key', -1) }
    else if (code === comma) this.#pass()
    else if (code === closeBrace) {
      this.#pass()
      this.#receiver.end()
      this.#mode = this.#inList ? 'objects' : 'root'
    } else this.#stray()
  }

  #stepValue(code: number): void {
    this.#mode = 'object'
    if (code === openBracket) {
      if (this.#key === this.#listKey && !this.#inList) {
        this.#pass()
        this.#receiver.end()
        this.#inList = this.#wrapped = true
        this.#mode = 'objects'
      } else if (this.#receiver.wants(this.#key)) { this.#pass(); this.#mode = 'array' }
      else this.#open('skipped', -1)
    } else if (code === comma || code === closeBrace || code === closeBracket || code === colon) this.#stray()
    else this.#open('member', this.#keyIndent)
  }

  #open(slice: 'key' | 'member' | 'element' | 'skipped', indent: number): void {
    this.#slice = slice
    this.#bounds.open(indent, slice !== 'skipped')
  }

  #closeSlice(): void {
    const { start, finish, guessed, tooLarge } = this.#bounds
    const slice = this.#slice
    if (slice === 'skipped') return this.#leave(finish, 'object')
    if (tooLarge) {
      this.#lose('it is larger than 256 MiB')
      return this.#leave(finish, slice === 'element' ? 'array' : 'object')
    }
    const value = parse(this.#window.bytes.toString('utf8', start, finish))
    if (value === undefined && guessed) return this.#bounds.refuseGuess()
    if (slice === 'key') {
      this.#key = typeof value === 'string' ? value : ''
      return this.#leave(finish, typeof value === 'string' ? 'colon' : 'object')
    }
    if (value === undefined) this.#lose('it is no valid JSON')
    else if (slice === 'member') this.#receiver.member(this.#key, value)
    else this.#receiver.element(this.#key, value)
    this.#leave(finish, slice === 'element' ? 'array' : 'object')
  }

  #leave(at: number, mode: Mode): void {
    this.#window.at = at
    this.#indent = -1
    this.#slice = 'none'
    this.#mode = mode
  }

  #lose(why: string): void {
    const { start, finish, dropped } = this.#bounds
    const text = dropped ? '' : this.#window.bytes.toString('utf8', start, Math.min(finish, start + longestShown))
    this.#receiver.lost(this.#key, text, this.#window.offset + start, why)
  }

  #pass(): void {
    this.#window.at++
    this.#indent = -1
  }

  /** Passes over a byte that has no place here. */
  #stray(): void {
    if (!this.#strayed) this.#receiver.stray(this.#window.offset + this.#window.at)
    this.#strayed = true
    this.#pass()
  }
}

/** The value, which is never undefined in JSON, or undefined where the text is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
