import { createHash } from 'node:crypto'
import { secretPatterns } from './patterns.ts'

/** How many values of each kind were replaced. */
export type RedactionCounts = Readonly<Record<string, number>>

const marks = ['private-key', 'jwt', 'bearer', 'basic', 'authorization', 'cookie', 'akia', 'asia', 'aroa', 'aida', 'key', 'secret', 'passw', 'passphrase', 'token', 'credential', '://', '?', '&', '@', 'eyj'] as const

/**
 * Replaces every secret by `[redacted:kind:hash]`; equal values become equal tokens, so that what belongs together stays together.
 * Redacting twice changes nothing.
 */
export function redactText(text: string): { text: string, counts: RedactionCounts } {
  const counts: Record<string, number> = {}
  let result = text
  for (const { kind, pattern } of secretPatterns) {
    result = result.replace(pattern, (whole: string, before: string, secret: string, after: string) => {
      // Envoy's own redactions and ours say already that something is hidden.
      if (secret.startsWith('[redacted') || secret === 'W3JlZGFjdGVkXQ==' || secret === '-') return whole
      counts[kind] = (counts[kind] ?? 0) + 1
      return `${before}[redacted:${kind}:${createHash('sha256').update(secret).digest('hex').slice(0, 8)}]${after}`
    })
  }
  return { text: result, counts }
}

/** Whether a text may hold a secret at all; cheap, for texts that mostly do not. */
export function mayHoldSecret(text: string): boolean {
  const lower = text.toLowerCase()
  return marks.some(mark => lower.includes(mark)) || lower.includes('private key')
}
