/** One kind of secret. The groups of `pattern`: what stands before the secret (kept), the secret, what stands after it (kept). */
export interface SecretPattern { kind: string, pattern: RegExp }

const secretName = '[A-Za-z0-9_.-]*(?:secret|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|session[_-]?token|access[_-]?token|refresh[_-]?token|credential)[A-Za-z0-9_-]*'
const headerName = '(?:proxy-)?authorization|cookie|set-cookie|x-api-key|x-amz-security-token|x-auth-token|x-vault-token'
/** A JSON string's inside, or what ends at a blank, quote or comma. */
const quoted = '(?:[^"\\\\]|\\\\.){1,8192}'

/**
 * What must never be stored or shown, most specific first. Certificates, digests, request ids and version hashes are none of these:
 * a diagnosis needs them.
 */
export const secretPatterns: readonly SecretPattern[] = [
  { kind: 'private-key', pattern: /()(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^]{0,20000}?-----END [A-Z ]{0,20}PRIVATE KEY-----)()/g },
  // A block that was cut loses its end, not its secret.
  { kind: 'private-key', pattern: /()(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----(?:\\n|[A-Za-z0-9+/=\s]){16,})()/g },
  { kind: 'jwt', pattern: /()(\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)()/g },
  { kind: 'aws-access-key', pattern: /()(\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b)()/g },
  // {"key": "authorization", "value": "…"}, as config_dump shows headers that are added
  { kind: 'header', pattern: new RegExp(`("key"\\s*:\\s*"(?:${headerName})"\\s*,\\s*"(?:value|raw_value)"\\s*:\\s*")(${quoted})(")`, 'gi') },
  { kind: 'header', pattern: new RegExp(`("(?:${headerName})"\\s*:\\s*")(${quoted})(")`, 'gi') },
  { kind: 'header', pattern: new RegExp(`((?:^|[\\s'"])(?:${headerName})\\s*[:=]\\s*)([^\\r\\n'"]{1,8192})()`, 'gim') },
  { kind: 'token', pattern: /(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/=-]{8,})()/gi },
  { kind: 'secret', pattern: new RegExp(`("${secretName}"\\s*:\\s*")(${quoted})(")`, 'gi') },
  { kind: 'secret', pattern: new RegExp(`(\\b${secretName}=)([^\\s"'&,;\\]}\\\\]{1,8192})()`, 'gi') },
  { kind: 'url-credentials', pattern: /(\b[a-z][a-z0-9+.-]*:\/\/)([^\s/:@"']{1,256}:[^\s/@"']{1,1024})(@)/gi },
  { kind: 'query', pattern: /([?&](?:token|password|pwd|secret|sig|signature|key|apikey|code|session|x-amz-(?:signature|credential|security-token))=)([^\s&"'#]{1,4096})()/gi },
  { kind: 'e-mail', pattern: /()(\b[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b)()/g },
]
