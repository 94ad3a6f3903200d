import { tokenPattern } from './token.ts'
import type { MakeToken, RedactedKind } from './token.ts'

/** What begins with a token was looked at before. */
const isRedacted = new RegExp(`^${tokenPattern}`)
const scheme = /^(Bearer|Basic|Digest|Negotiate|NTLM|Token|ApiKey|AWS4-HMAC-SHA256)((?:[ \t]|%20|\+)+)/i
const nothing = /^(?:|-|null|nil|none|true|false|undefined|yes|no|\*+|x{3,}|redacted|<[a-z _-]{1,40}>|W3JlZGFjdGVkXQ==)$/i
/** Stands for a value that is put in elsewhere: Envoy's command operators, shell and template variables. */
const placeholder = /^(?:%[A-Z_]+(?:\([^)]{0,200}\))?(?::\d+)?%|\$\{[^}]*\}|\$\([A-Za-z_]\w*\)|\$[A-Za-z_]\w*|\{\{[^}]*\}\})$/
/** Says where a secret is. */
const pointer = /^(?:arn:aws[\w-]*:[^ ]+|spiffe:\/\/[^ ]+|sha256:[0-9a-f]{64}|\/(?:var|etc|run|tmp|usr|opt|home|keys?|secrets?|certs?|mnt|app)\/[\w./-]+)$/

/**
 * What is printed in place of a value whose name calls it a secret: the value itself where it is empty, a placeholder or
 * redacted already; else a token, after the authentication scheme, which is worth keeping.
 */
export function replaceValue(value: string, kind: RedactedKind, makeToken: MakeToken): string {
  const lead = /^[ \t]*/.exec(value)?.[0] ?? ''
  const trimmed = value.slice(lead.length)
  const named = scheme.exec(trimmed)
  const body = named === null ? trimmed : trimmed.slice(named[0].length)
  const tail = /[ \t]*$/.exec(body)?.[0] ?? ''
  const secret = body.slice(0, body.length - tail.length)
  if (nothing.test(secret) || placeholder.test(secret) || pointer.test(secret) || isRedacted.test(secret)) return value
  return `${lead}${named?.[0] ?? ''}${makeToken(refineKind(secret, kind, named?.[1]), plain(secret))}${tail}`
}

function refineKind(secret: string, kind: RedactedKind, scheme: string | undefined): RedactedKind {
  if (/^eyJ[\w-]+\.[\w-]+/.test(secret)) return 'jwt'
  if (/^A[KS]IA[A-Z0-9]{16}$/.test(secret)) return 'aws-key'
  const lower = scheme?.toLowerCase()
  return lower === 'bearer' || lower === 'basic' ? lower : kind
}

/** One form for a value that is written plainly here and escaped there. */
export function plain(value: string): string {
  if (!value.includes('\\')) return value
  try {
    return String(JSON.parse(`"${value}"`))
  } catch {
    return value
  }
}

/** The words of `Basic …`, when they are `user:password` and not English. */
export function isBasicCredentials(text: string): boolean {
  if (text.length < 4 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return false
  const decoded = Buffer.from(text, 'base64').toString('latin1')
  return /^[\x20-\x7e\x80-\xff]*:[\x20-\x7e\x80-\xff]*$/.test(decoded)
}
