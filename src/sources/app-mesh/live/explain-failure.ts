import type { Failure } from '../../../snapshot/snapshot.ts'

/** Why a request of the API failed, and whether every further one would fail for the same reason. */
export interface ApiFailure extends Failure { fatal: boolean, /** It is the credentials that are wrong. */ isOfCredentials?: true }

/**
 * Credentials that are missing, wrong or expired, by the names that the SDK and AWS's signature check give them. AccessDenied is what STS
 * calls a role that may not be assumed; App Mesh's own is AccessDeniedException.
 */
const credentials = /^(?:CredentialsProviderError|ExpiredToken(?:Exception)?|UnrecognizedClientException|InvalidSignatureException|InvalidClientTokenId|IncompleteSignature(?:Exception)?|MissingAuthenticationToken(?:Exception)?|TokenProviderError|AccessDenied)$/
const network: Readonly<Record<string, Failure>> = {
  ENOTFOUND: { reason: 'dns', message: 'its address is not known to DNS' },
  EAI_AGAIN: { reason: 'dns', message: 'DNS does not answer' },
  ECONNREFUSED: { reason: 'refused', message: 'connection refused' },
  ECONNRESET: { reason: 'reset', message: 'the connection was cut' },
  EPIPE: { reason: 'reset', message: 'the connection was cut' },
  EHOSTUNREACH: { reason: 'refused', message: 'no route to it' },
  ENETUNREACH: { reason: 'refused', message: 'no route to it' },
  ETIMEDOUT: { reason: 'timeout', message: 'no connection in time' },
}

interface SdkError { name?: string, code?: string, message?: string, $metadata?: { httpStatusCode?: number }, cause?: unknown }

/** Turns an error of the SDK into a reason. Its words may hold ARNs, which redaction knows. */
export function explainFailure(error: unknown): ApiFailure {
  const { name = '', code, message = String(error), $metadata, cause } = (typeof error === 'object' && error !== null ? error : {}) as SdkError
  if (name === 'AbortError') return { reason: 'interrupted', message: 'interrupted', fatal: true }
  if (credentials.test(name)) return { reason: 'status', message: `the credentials are not accepted (${name}: ${message})`, fatal: true, isOfCredentials: true }
  // The SDK calls a cut connection a TimeoutError too; the code tells them apart.
  const known = network[code ?? (cause as SdkError | undefined)?.code ?? '']
  if (known !== undefined) return { ...known, fatal: true }
  if (name === 'TimeoutError') return { reason: 'timeout', message: `no answer in time (${message})`, fatal: true }
  if (/Region is missing/i.test(message)) return { reason: 'unreadable', message: 'no Region is set', fatal: true }
  if (name === 'SyntaxError') return { reason: 'unreadable', message: `it answers, but not as App Mesh does (${message.split('\n')[0] ?? ''})`, fatal: false }
  const status = $metadata?.httpStatusCode
  // The SDK could not make sense of an answer that was no error.
  if (status !== undefined && status < 300) return { reason: 'unreadable', message: `it answers, but not as App Mesh does (${message.split('\n')[0] ?? ''})`, fatal: false }
  return { reason: 'status', message: [status, `${name}: ${message}`].filter(part => part !== undefined).join(' '), fatal: false }
}
