import { Redactor } from './redactor.ts'
import type { RedactionCounts, RedactOptions } from './redactor.ts'

/**
 * Replaces what must not leave a machine: private keys, tokens, passwords, credentials in headers, environment and URLs,
 * e-mail addresses; by option addresses of machines. Certificates, digests, request ids, versions and the names of a mesh
 * stay. JSON stays JSON; redacting twice changes nothing.
 */
export function redactText(text: string, options?: RedactOptions): string {
  // Tokens are made of bytes, so that a value gives the same one here as in a file.
  const isAscii = !/[^\0-\x7f]/.test(text)
  const bytes = isAscii ? text : Buffer.from(text, 'utf8').toString('latin1')
  const redactor = new Redactor(options)
  const redacted = redactor.push(bytes) + redactor.end()
  if (redacted === bytes) return text
  return isAscii ? redacted : Buffer.from(redacted, 'latin1').toString('utf8')
}

/** The same for bytes in chunks; `onEnd` gets what was replaced. */
export async function * redactStream(
  source: AsyncIterable<Uint8Array>, options: RedactOptions, onEnd: (counts: RedactionCounts) => void,
): AsyncGenerator<Uint8Array> {
  const redactor = new Redactor(options)
  for await (const chunk of source) {
    const done = redactor.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'))
    if (done !== '') yield Buffer.from(done, 'latin1')
  }
  const rest = redactor.end()
  if (rest !== '') yield Buffer.from(rest, 'latin1')
  onEnd(redactor.counts)
}
