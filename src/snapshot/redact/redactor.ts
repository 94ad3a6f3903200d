import { findAddress } from './addresses.ts'
import * as evident from './evident.ts'
import { findJwkMember, jwkTriggers } from './jwk.ts'
import type { Evident } from './evident.ts'
import type { FindEnd } from './extents.ts'
import { matchAt, nextElement } from './forms.ts'
import { findNamed, findReversed } from './named.ts'
import { NextTrigger } from './next-trigger.ts'
import { tokenMaker, tokenPattern } from './token.ts'
import type { MakeToken, RedactedKind } from './token.ts'
import { findTrigger } from './triggers.ts'
import { plain, replaceValue } from './values.ts'

export interface RedactOptions {
  /** IP addresses and host names too. They are few enough to be found by trying, so a key that nobody keeps should be given. */
  addresses?: boolean | undefined
  /** Mixed into every token; without it equal values give equal tokens in all bundles. */
  key?: string | undefined
}

/** How often each kind was replaced. */
export type RedactionCounts = Partial<Record<RedactedKind, number>>

/** More than any form looks ahead. */
const ahead = 48 * 1024
/** More than any form looks back. */
const back = 512
const batch = 64 * 1024
/** Of a value that is longer only so much is kept to make its token of. */
const longestKept = 64 * 1024

interface Pending {
  kind: RedactedKind
  find: FindEnd
  isNamed: boolean
  list: string | undefined
  isBare: boolean
  quote: string
  /** The value so far. */
  value: string
  length: number
}

/**
 * Replaces secrets in a text that arrives in pieces; the result does not depend on how it was cut, and redacting it again
 * changes nothing. Text holds bytes as latin1 characters, so that any bytes pass unharmed.
 */
export class Redactor {
  readonly counts: RedactionCounts = {}
  readonly #triggers: NextTrigger
  readonly #makeToken: MakeToken
  #text = ''
  /** Up to here `#text` has been looked at. */
  #at = 0
  /** The character before `#text`: a line's begin at first, none after a replaced value. */
  #before = '\n'
  #pending: Pending | undefined

  constructor(options: RedactOptions = {}) {
    this.#triggers = new NextTrigger(options.addresses === true)
    const makeToken = tokenMaker(options.key)
    this.#makeToken = (kind, value) => {
      this.counts[kind] = (this.counts[kind] ?? 0) + 1
      return makeToken(kind, value)
    }
  }

  push(piece: string): string {
    this.#text += piece
    this.#triggers.forget()
    return this.#text.length < ahead + batch ? '' : this.#run(false)
  }

  end(): string {
    return this.#run(true)
  }

  #run(isAll: boolean): string {
    let out = ''
    for (;;) {
      if (this.#pending !== undefined) {
        const finished = this.#advance(this.#pending, isAll)
        if (finished === undefined) return out
        out += finished
        continue
      }
      const limit = isAll ? this.#text.length : this.#text.length - ahead
      const found = this.#triggers.find(this.#text, this.#at)
      if (found === undefined || found.at >= limit) return out + this.#emit(Math.max(this.#at, limit), isAll)
      out += this.#meet(found.word, found.at)
    }
  }

  /** Gives out what is done, but for what the next forms may look back at. */
  #emit(done: number, isAll: boolean): string {
    const cut = isAll ? this.#text.length : Math.max(0, done - back)
    const out = this.#text.slice(0, cut)
    this.#before = out.at(-1) ?? this.#before
    this.#text = this.#text.slice(cut)
    this.#triggers.shift(cut)
    this.#at = isAll ? 0 : done - cut
    return out
  }

  /** Looks at one occurrence of a word or form. */
  #meet(word: string, at: number): string {
    if (word === '[redacted') return this.#skip(at + Math.max(1, matchAt(ownToken, this.#text, at)?.[0].length ?? 0))
    const found = word === '' ? findAddress(this.#text, at) : finders[word]?.(this.#text, at)
    if (found !== undefined) {
      // What stands before a token was looked at when the token was made.
      if (typeof found.end === 'number' && this.#text.startsWith('[redacted:', found.end)) return this.#skip(at + 1)
      if (typeof found.end === 'number') return this.#replace(found.kind, found.start, found.end)
      return this.#begin(found.start, { kind: found.kind, find: found.end, isNamed: false, list: undefined, isBare: false, quote: '' })
    }
    if (word.startsWith('value')) {
      const reversed = findReversed(this.#text, at)
      return reversed === undefined ? this.#skip(at + 1) : this.#replaceNamed(reversed.kind, reversed.start, reversed.end)
    }
    const named = /^[a-z]/.test(word) ? findNamed(this.#text, at, this.#before) : undefined
    if (named !== undefined) {
      const out = this.#text.slice(0, at) + this.#clean(at, named.start)
      this.#begin(named.start, { ...named, isNamed: true, quote: named.quote ?? '' })
      return out
    }
    return this.#skip(at + 1)
  }

  /** A name with what is secret in it by its own form replaced: a token may end like the name of a secret. */
  #clean(from: number, to: number): string {
    let out = ''
    let at = from
    const name = this.#text.slice(0, to)
    for (let trigger = findTrigger(name, from + 1); trigger !== undefined; trigger = findTrigger(name, Math.max(at, trigger.at + 1))) {
      const found = finders[trigger.word]?.(this.#text, trigger.at)
      if (found === undefined || typeof found.end !== 'number' || found.end > to || found.start < at) continue
      out += this.#text.slice(at, found.start) + this.#makeToken(found.kind, plain(this.#text.slice(found.start, found.end)))
      at = found.end
    }
    return out + this.#text.slice(at, to)
  }

  #skip(to: number): string {
    this.#at = to
    return ''
  }

  #cut(to: number): void {
    this.#text = this.#text.slice(to)
    this.#triggers.shift(to)
    this.#triggers.beginAfresh(this.#text)
    this.#at = 0
    this.#before = '\0'
  }

  /** Goes on behind a value that ends at `end`, but for its last characters, which are looked at again. */
  #goOn(end: number, again: string): void {
    // Strings that are put together are copied when they are looked at; one value in very many began in an earlier piece.
    if (again.length <= end) return this.#cut(end - again.length)
    this.#text = again + this.#text.slice(end)
    this.#triggers.forget()
    this.#cut(0)
  }

  #replace(kind: RedactedKind, start: number, end: number): string {
    const value = plain(this.#text.slice(start, end))
    const out = this.#text.slice(0, start) + this.#makeToken(kind, kind === 'email' ? value.replace('%40', '@') : value)
    this.#cut(end)
    return out
  }

  #replaceNamed(kind: RedactedKind, start: number, end: number): string {
    const value = this.#text.slice(start, end)
    const replaced = replaceValue(value, kind, this.#makeToken)
    if (replaced === value) return this.#skip(start)
    const out = this.#text.slice(0, start) + replaced
    this.#cut(end)
    return out
  }

  #begin(start: number, value: Omit<Pending, 'value' | 'length'>): string {
    const out = this.#text.slice(0, start)
    this.#cut(start)
    this.#pending = { ...value, value: '', length: 0 }
    return out
  }

  /** Follows a value to its end; undefined while more text is needed. */
  #advance(pending: Pending, isAll: boolean): string | undefined {
    const extent = pending.find(this.#text, 0, isAll)
    const to = 'more' in extent ? extent.more : extent.end
    pending.length += to
    if (pending.value.length < longestKept) pending.value += this.#text.slice(0, Math.min(to, longestKept - pending.value.length))
    if ('more' in extent) {
      this.#text = this.#text.slice(to)
      this.#triggers.forget()
      return undefined
    }
    if (pending.list !== undefined && !isAll && this.#text.length - to < 4096) {
      // What follows the value decides whether the list goes on: look again with more text.
      pending.find = (_, from) => ({ end: from })
      this.#text = this.#text.slice(to)
      this.#triggers.forget()
      return undefined
    }
    this.#pending = undefined
    return this.#finish(pending, to)
  }

  #finish(pending: Pending, end: number): string {
    if (pending.length > longestKept) {
      this.#cut(end)
      return pending.quote + this.#makeToken(pending.kind, `${pending.value}${pending.length}`) + pending.quote
    }
    if (!pending.isNamed) {
      this.#cut(end)
      const value = pending.kind === 'private-key' ? pending.value.replace(/\\+[nr]|[\s\\]/g, '') : plain(pending.value)
      return this.#makeToken(pending.kind, value)
    }
    const tail = pending.isBare ? punctuationAtEnd(pending.value) : /[ \t]*$/.exec(pending.quote === '' ? '' : pending.value)?.[0] ?? ''
    const value = pending.value.slice(0, pending.value.length - tail.length)
    const replaced = replaceValue(value, pending.kind, this.#makeToken)
    if (replaced === value) {
      // No secret by its name; it may still hold one by its form.
      this.#goOn(end, pending.value)
      return this.#continueList(pending, pending.value.length)
    }
    this.#goOn(end, tail)
    return pending.quote + replaced + pending.quote + this.#continueList(pending, 0)
  }

  /** A list's next element is as secret as its first. */
  #continueList(pending: Pending, at: number): string {
    const next = pending.list !== undefined && at === 0 ? matchAt(nextElement, this.#text, 0) : undefined
    return next === undefined || `${next[1] ?? ''}${next[2] ?? ''}` !== pending.list ? '' : this.#begin(next[0].length, { ...pending })
  }
}

/** Brackets and commas after a value without quotes are the text's, unless they close a token of ours. */
function punctuationAtEnd(value: string): string {
  const own = tokenAtStart.exec(value)?.[0].length ?? 0
  return /[\])},;]*$/.exec(value.slice(own))?.[0] ?? ''
}

const tokenAtStart = new RegExp(`^(?:${tokenPattern})`)
const ownToken = new RegExp(tokenPattern, 'y')

type Finder = (text: string, at: number) => Evident | undefined

const finders: Readonly<Record<string, Finder | undefined>> = {
  'eyj': evident.findJwt,
  'akia': evident.findAwsKey,
  'asia': evident.findAwsKey,
  'bearer': evident.findBearer,
  'basic': evident.findBasic,
  '-----begin': evident.findPrivateKey,
  'ls0tls1crudjti': evident.findEncodedPrivateKey,
  'fwogzxivyxdz': evident.findAwsToken,
  'iqojb3jpz2lu': evident.findAwsToken,
  'fqogzxivyxdz': evident.findAwsToken,
  '@': evident.findEmail,
  '%40': evident.findEmail,
  ...Object.fromEntries(jwkTriggers.map(word => [word, findJwkMember])),
  ...Object.fromEntries(['://', ':\\/\\/', ':\\\\/\\\\/'].map(slashes => [slashes, evident.findUrlCredentials])),
  ...Object.fromEntries([
    'ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'xoxa-', 'xoxb-', 'xoxe-', 'xoxp-', 'xoxr-', 'xoxs-',
    'aiza', 'sk_live_', 'rk_live_', 'glpat-', 'hvs.', 'npm_',
  ].map(prefix => [prefix, evident.findKnownToken])),
}
