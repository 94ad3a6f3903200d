import type { Failure, FailureReason } from '../snapshot/snapshot.ts'

/** Why no answer came, in a sentence, from the error of a socket, a name lookup, TLS or the HTTP parser. */
export function explainError(error: unknown): Failure {
  const code = codeOf(error)
  const known = sentences[code]
  if (known !== undefined) return { reason: known[0], message: known[1] }
  const text = error instanceof Error ? error.message : String(error)
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError')) return { reason: 'not-envoy', message: `the answer is not HTTP (${text})` }
  if (/CERT|SELF_SIGNED|ISSUER/.test(code)) return { reason: 'refused', message: `its TLS certificate is not trusted here: ${text}` }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return { reason: 'refused', message: 'the TLS handshake failed; is it http:// rather than https://?' }
  return { reason: 'reset', message: code === '' ? text : `${text} (${code})` }
}

const sentences: Readonly<Record<string, readonly [FailureReason, string]>> = {
  ECONNREFUSED: ['refused', 'connection refused: nothing listens there'],
  ENOENT: ['refused', 'there is no such socket'],
  EACCES: ['refused', 'permission to open the socket denied'],
  EPERM: ['refused', 'permission to connect denied'],
  ENOTSOCK: ['refused', 'the path is not a socket'],
  EHOSTUNREACH: ['refused', 'no route to the host'],
  ENETUNREACH: ['refused', 'no route to the network'],
  ENOTFOUND: ['dns', 'the host name does not exist'],
  EAI_AGAIN: ['dns', 'the host name cannot be looked up now'],
  ETIMEDOUT: ['timeout', 'the connection timed out'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'the connection timed out'],
  ECONNRESET: ['reset', 'the connection was reset before an answer came'],
  EPIPE: ['reset', 'the connection was closed before an answer came'],
  UND_ERR_SOCKET: ['reset', 'the connection was closed before an answer came'],
  UND_ERR_HEADERS_OVERFLOW: ['too-large', 'the headers of the answer are too large'],
  HPE_HEADER_OVERFLOW: ['too-large', 'the headers of the answer are too large'],
  ENOSPC: ['unreadable', 'no space left for the answer in the temporary folder'],
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code
  // Happy eyeballs fails with one error an address.
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return 'cause' in error ? codeOf(error.cause) : ''
}
