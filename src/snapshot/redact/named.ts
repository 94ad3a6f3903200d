import { findBelow, findBlock, indentationOf, type Block } from './blocks.ts'
import { bareExtent, isStructural, lineExtent, quotedExtent } from './extents.ts'
import type { FindEnd } from './extents.ts'
import * as forms from './forms.ts'
import { classifyName } from './names.ts'
import type { SecretName } from './names.ts'
import type { RedactedKind } from './token.ts'

/** A value that its name calls a secret. */
export interface NamedValue {
  kind: RedactedKind
  /** Where the value begins. */
  start: number
  find: FindEnd
  /** Of a list, whose further elements are values too: the backslashes and quote that open each. */
  list: string | undefined
  /** Has to come with the token, where a value without quotes would break what it stands in: a number in JSON, a scalar in YAML. */
  quote: string | undefined
  /** Characters at the end that are punctuation rather than value may be given back. */
  isBare: boolean
}

const inNames = Uint8Array.from({ length: 128 }, (_, code) => /[A-Za-z0-9_.$-]/.test(String.fromCharCode(code)) ? 1 : 0)
const longestName = 128

/** Looks for a name around the word at `at`, and for a value beside it. */
export function findNamed(text: string, at: number, before: string): NamedValue | undefined {
  let start = at
  while (start > 0 && at - start < longestName && isNameCharacter(text, start - 1) && !isLineEnd(text, start - 1)) start--
  let end = at
  while (end - at < longestName && isNameCharacter(text, end)) end++
  const name = text.slice(start, end)
  // `key` is everybody's word but in a query, where it opens an API.
  const secret = classifyName(name) ?? (/^key$/i.test(name) && isInQuery(text, start) ? { kind: 'key', header: false } as const : undefined)
  if (secret === undefined) return undefined
  return findQuoted(text, start, end, name, secret) ?? findUnquoted(text, start, end, name, secret, before)
}

function isNameCharacter(text: string, at: number): boolean {
  return inNames[text.charCodeAt(at)] === 1
}

/** The `n` of an escaped line end is not the first letter of a name. */
function isLineEnd(text: string, at: number): boolean {
  return text[at - 1] === '\\' && /[nrt]/.test(text[at] ?? '')
}

function findQuoted(text: string, start: number, end: number, name: string, secret: SecretName): NamedValue | undefined {
  const member = forms.matchAt(forms.jsonMember, text, end)
  if (member !== undefined) return quoted(secret, end + member[0].length, member[3], member[4], member[2] !== undefined)
  const pair = forms.matchAt(forms.jsonPair, text, end)
  if (pair !== undefined) return quoted(secret, end + pair[0].length, pair[2], pair[3])
  const indexed = forms.matchAt(forms.indexed, text, end)
  if (indexed !== undefined) return quoted(secret, end + indexed[0].length, indexed[2], indexed[3])
  if (text[start - 1] === '\'' && secret.header) {
    const header = forms.matchAt(forms.quotedPair, text, end)
    if (header !== undefined) return quoted(secret, end + header[0].length, header[1], header[2])
  }
  if (name.startsWith('-') || /\(\\{0,15}["']$/.test(text.slice(Math.max(0, start - 17), start))) {
    const listed = forms.matchAt(forms.nextInList, text, end)
    if (listed !== undefined) return quoted(secret, end + listed[0].length, listed[2], listed[3])
  }
  if (secret.kind === 'password') {
    const number = forms.matchAt(forms.jsonNumber, text, end)
    const digits = number?.[2]
    if (number !== undefined && digits !== undefined) {
      const start = end + number[0].length - digits.length
      return { ...plainly(secret, start, (_, from) => ({ end: from + digits.length })), quote: `${number[1] ?? ''}"`, isBare: false }
    }
  }
  return undefined
}

function findUnquoted(text: string, start: number, end: number, name: string, secret: SecretName, before: string): NamedValue | undefined {
  const assigned = forms.matchAt(forms.assignment, text, end)
  if (assigned !== undefined) {
    const context = assigned[0].startsWith('%') ? 'encoded' : isInQuery(text, start) ? 'query' : 'env'
    return value(text, end + assigned[0].length, secret, bareExtent(context))
  }
  const yaml = forms.matchAt(forms.yamlPair, text, end)
  if (yaml !== undefined) {
    const at = end + yaml[0].length
    const block = findBlock(text, at, /[ \t]*(?=value:)/.exec(yaml[0])?.[0].length ?? 0)
    return block === undefined ? yamlValue(text, at, secret) : inBlock(secret, block)
  }
  if (name.startsWith('--')) {
    const flag = forms.matchAt(forms.flag, text, end)
    if (flag !== undefined) return value(text, end + flag[0].length, secret, bareExtent('env'))
  }
  if (text[start - 1] === '<' || /<\w{1,32}:$/.test(text.slice(Math.max(0, start - 34), start))) {
    const element = forms.matchAt(forms.element, text, end)
    if (element !== undefined) return value(text, end + 1, secret, bareExtent('env'))
  }
  return findAfterColon(text, start, end, name, secret, before)
}

/** A header anywhere; any other name only where a line, or a member of a YAML mapping, begins. Numbers are counters, not secrets. */
function findAfterColon(
  text: string, start: number, end: number, name: string, secret: SecretName, before: string,
): NamedValue | undefined {
  const colon = forms.matchAt(forms.colon, text, end)
  if (colon === undefined) return undefined
  const at = end + colon[0].length
  const place = placeOf(text, start, before)
  const isHeader = secret.header && !name.includes('.')
  if (!isHeader && place === 'inside') return undefined
  const indentation = indentationOf(text, start)
  if (place === 'line') {
    const block = findBlock(text, at, indentation)
    if (block !== undefined) return inBlock(secret, block)
    const below = findBelow(text, end + colon[0].trimEnd().length, indentation)
    if (below !== undefined) return { ...inBlock(secret, below), quote: '\'' }
  }
  if (/^(?:[[{|>&*!]|-?[\d.]+(?:[ \t\r\n,}\\]|$)|true|false|null|~)/.test(text.slice(at, at + 64))) return undefined
  if (!isHeader && place === 'line') return yamlValue(text, at, secret)
  return value(text, at, secret, place === 'flow' ? bareExtent('env') : lineExtent)
}

function inBlock(secret: SecretName, { start, find }: Block): NamedValue {
  return { kind: secret.kind, start, find, list: undefined, quote: undefined, isBare: false }
}

/** A token begins like a list of YAML: it needs quotes, of the kind that does no harm in a JSON string. */
function yamlValue(text: string, at: number, secret: SecretName): NamedValue {
  const found = value(text, at, secret, lineExtent)
  return found.start === at ? { ...found, quote: '\'' } : found
}

function placeOf(text: string, start: number, before: string): 'line' | 'flow' | 'inside' {
  // A text in a string of JSON begins with its opening quote.
  if (text[start - 1] === '"') return 'line'
  let at = start
  while (at > 0 && start - at < 128 && /[ \t"'-]/.test(text[at - 1] ?? '')) at--
  const lead = at === 0 ? before : text[at - 1] ?? ''
  if (lead === '\n' || lead === '\r' || (at > 0 && isLineEnd(text, at - 1))) return 'line'
  return lead === '{' || lead === ',' ? 'flow' : 'inside'
}

function isInQuery(text: string, start: number): boolean {
  const lead = text[start - 1] ?? ''
  return lead === '?' || lead === '&' || /(?:&amp;|u0026)$/.test(text.slice(Math.max(0, start - 6), start))
}

/** A value that may or may not stand in quotes. */
function value(text: string, at: number, secret: SecretName, bare: FindEnd): NamedValue {
  const opening = forms.matchAt(forms.openingQuote, text, at)
  // In `"x": "password="` the quote closes the string that the name stands in.
  return opening === undefined || isStructural(text, at + opening[0].length) ? plainly(secret, at, bare) : quoted(secret, at + opening[0].length, opening[1], opening[2])
}

function plainly(secret: SecretName, start: number, find: FindEnd): NamedValue {
  return { kind: secret.kind, start, find, list: undefined, quote: undefined, isBare: find !== lineExtent }
}

function quoted(secret: SecretName, start: number, backslashes = '', quote = '"', isList = false): NamedValue {
  const list = isList ? backslashes + quote : undefined
  return { kind: secret.kind, start, find: quotedExtent(backslashes.length, quote), list, quote: undefined, isBare: false }
}

/** `"value": "…", "key": "name"`, from the word `value` on. */
export function findReversed(text: string, at: number): { kind: RedactedKind, start: number, end: number } | undefined {
  if (!/["']/.test(text[at - 1] ?? '')) return undefined
  const end = at + 'value'.length
  const found = forms.matchAt(forms.reversedPair, text, end)
  const [, , , secretValue, name] = found ?? []
  if (found === undefined || secretValue === undefined || name === undefined) return undefined
  const secret = classifyName(name)
  if (secret === undefined) return undefined
  const opening = found[0].indexOf(`${found[1] ?? ''}${found[2] ?? ''}${secretValue}`, found[0].indexOf(':'))
  const start = end + opening + (found[1]?.length ?? 0) + 1
  return { kind: secret.kind, start, end: start + secretValue.length }
}
