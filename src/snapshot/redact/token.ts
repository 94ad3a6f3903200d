import { createHash, createHmac } from 'node:crypto'

export type RedactedKind =
  | 'private-key' | 'jwt' | 'bearer' | 'basic' | 'authorization' | 'cookie' | 'password' | 'secret' | 'token' | 'key' | 'signature'
  | 'aws-key' | 'aws-secret' | 'aws-token' | 'url-credentials' | 'email' | 'ip' | 'host'

/** What a token looks like; text that already is one is left alone. */
export const tokenPattern = '\\[redacted(?::[a-z-]{1,20}:[0-9a-f]{8})?\\]'

export type MakeToken = (kind: RedactedKind, value: string) => string

/**
 * Makes the token that stands for a value: equal values give equal tokens, so that "the same key at both ends" stays visible.
 * Without a key, whoever guesses a value can confirm the guess; values from a small space (addresses) need a key that is thrown away.
 * `value` holds bytes as latin1 characters.
 */
export function tokenMaker(key: string | undefined): MakeToken {
  const known = new Map<string, string>()
  return (kind, value) => {
    let hash = value.length > 256 ? undefined : known.get(value)
    if (hash === undefined) {
      const digest = key === undefined ? createHash('sha256') : createHmac('sha256', key)
      hash = digest.update('meshmedic redaction\0').update(value, 'latin1').digest('hex').slice(0, 8)
      if (known.size > 10_000) known.clear()
      known.set(value, hash)
    }
    return `[redacted:${kind}:${hash}]`
  }
}
