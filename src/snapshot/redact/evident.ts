import type { RedactedKind } from './token.ts'
import { isBasicCredentials } from './values.ts'
import { classExtent, pemExtent } from './extents.ts'
import type { FindEnd } from './extents.ts'

/** A secret recognised by its own form: what stands from `start` on, to `end` or as far as `find` says. */
export interface Evident {
  kind: RedactedKind
  start: number
  end: number | FindEnd
}

const before = (text: string, at: number): string => text[at - 1] ?? ''

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

const part = 8192
const jwt = new RegExp(`eyJ[\\w-]{4,${part}}\\.([\\w-]{4,${part}})(\\.[\\w-]{0,${part}})?={0,2}`, 'y')
const jweRest = new RegExp(`\\.[\\w-]{1,${part}}\\.[\\w-]{1,${part}}`, 'y')

/** Header, payload and signature of a signed token, or the five parts of an encrypted one. */
export function findJwt(text: string, at: number): Evident | undefined {
  if (/[\w-]/.test(before(text, at))) return undefined
  const found = matchAt(jwt, text, at)
  if (found === undefined) return undefined
  const payload = found[1] ?? ''
  let end = at + found[0].length
  if (!payload.startsWith('eyJ')) end += matchAt(jweRest, text, end)?.[0].length ?? 0
  // A part longer than we match goes on; the rest of its characters belongs to it.
  const isCut = /[\w-]/.test(text[end] ?? '')
  return { kind: 'jwt', start: at, end: isCut ? classExtent(/[^\w.-]/g) : end }
}

const awsKey = /A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/y

export function findAwsKey(text: string, at: number): Evident | undefined {
  if (/[A-Za-z0-9]/.test(before(text, at))) return undefined
  return matchAt(awsKey, text, at) === undefined ? undefined : { kind: 'aws-key', start: at, end: at + 20 }
}

/** Session tokens of STS begin with the same bytes, and are long. */
export function findAwsToken(text: string, at: number): Evident | undefined {
  return matchAt(/[A-Za-z0-9+/=%_-]{100}/y, text, at) === undefined
    ? undefined
    : { kind: 'aws-token', start: at, end: classExtent(/[^A-Za-z0-9+/=%_-]/g) }
}

const knownToken = /(?:gh[pousr]_[A-Za-z0-9]{30}|github_pat_\w{30}|xox[abeprs]-[\w-]{10}|AIza[\w-]{35}|[sr]k_live_\w{16}|glpat-[\w-]{16}|hvs\.[\w-]{20}|npm_\w{30})/y

/** Tokens of services that mark theirs by a prefix. */
export function findKnownToken(text: string, at: number): Evident | undefined {
  if (/[A-Za-z0-9]/.test(before(text, at)) || matchAt(knownToken, text, at) === undefined) return undefined
  return { kind: 'token', start: at, end: classExtent(/[^\w.-]/g) }
}

const pemBegin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y

export function findPrivateKey(text: string, at: number): Evident | undefined {
  return matchAt(pemBegin, text, at) === undefined ? undefined : { kind: 'private-key', start: at, end: pemExtent() }
}

/** The base64 of a PEM block, as `inline_bytes` and Kubernetes secrets carry it; certificates begin with other bytes. */
export function findEncodedPrivateKey(text: string, at: number): Evident | undefined {
  const head = matchAt(/[A-Za-z0-9+/]{48,80}/y, text, at)?.[0]
  if (head === undefined) return undefined
  const decoded = Buffer.from(head.slice(0, head.length & ~3), 'base64').toString('latin1')
  if (!/^-----BEGIN [A-Z0-9 ]{0,24}PRIVATE/.test(decoded)) return undefined
  return { kind: 'private-key', start: at, end: classExtent(/[^A-Za-z0-9+/=]/g) }
}

const userInfo = /:\\{0,8}\/\\{0,8}\/([^ \t\r\n/?#"'\\<>]{1,4096})@/y

/** `user:password@` of a URL, from its `://` on. */
export function findUrlCredentials(text: string, at: number): Evident | undefined {
  const found = matchAt(userInfo, text, at)
  const credentials = found?.[1]
  if (found === undefined || credentials === undefined || credentials.includes('[redacted')) return undefined
  const end = at + found[0].length - 1
  return { kind: 'url-credentials', start: end - credentials.length, end }
}

const bearer = /bearer(?:[ \t]|%20|\+){1,4}/iy
const bearerValue = new RegExp(`[A-Za-z0-9._~+/=-]{1,${part}}`, 'y')

/** `Bearer …` outside a named header. English after the word has no digit and is short. */
export function findBearer(text: string, at: number): Evident | undefined {
  return findScheme(text, at, 'bearer', bearer, bearerValue, value => value.length >= 20 || (value.length >= 6 && /\d/.test(value)))
}

const basic = /basic(?:[ \t]|%20|\+){1,4}/iy
const basicValue = new RegExp(`[A-Za-z0-9+/=_-]{1,${part}}`, 'y')

export function findBasic(text: string, at: number): Evident | undefined {
  return findScheme(text, at, 'basic', basic, basicValue, isBasicCredentials)
}

function findScheme(
  text: string, at: number, kind: RedactedKind, scheme: RegExp, characters: RegExp, isSecret: (value: string) => boolean,
): Evident | undefined {
  const lead = /[A-Za-z0-9]/.test(before(text, at)) ? undefined : matchAt(scheme, text, at)?.[0]
  if (lead === undefined) return undefined
  const start = at + lead.length
  const value = matchAt(characters, text, start)?.[0]
  if (value === undefined) return undefined
  if (value.length === part) return { kind, start, end: classExtent(/[^A-Za-z0-9._~+/=-]/g) }
  return isSecret(value) ? { kind, start, end: start + value.length } : undefined
}

const localPart = /[A-Za-z0-9.!#$&'*+^_`{|}~-]/
const domain = /(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}/y

export function findEmail(text: string, at: number): Evident | undefined {
  if (!/[A-Za-z0-9._+-]/.test(before(text, at))) return undefined
  const found = matchAt(domain, text, at)
  if (found === undefined) return undefined
  let start = at
  // Punctuation may be part of a local part, but at its ends it belongs to the text around it.
  while (start > 0 && at - start < 256 && localPart.test(before(text, start)) && !isEscape(text, start - 1)) start--
  while (start < at && !/[A-Za-z0-9_]/.test(text[start] ?? '')) start++
  return start === at ? undefined : { kind: 'email', start, end: at + found[0].length }
}

/** Whether the letter at `at` is the `n` of an escaped line end. */
function isEscape(text: string, at: number): boolean {
  return text[at - 1] === '\\' && /[nrt]/.test(text[at] ?? '')
}
