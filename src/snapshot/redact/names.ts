import type { RedactedKind } from './token.ts'

/** What a name promises of its value. */
export interface SecretName {
  kind: RedactedKind
  /** A header's name, which may stand before its value anywhere in a line (`authorization: …`). */
  header: boolean
}

/** Says where or what kind a secret is, not the secret itself: `TOKEN_PATH`, `secret_name`, `password_file`. */
const describing = new Set([
  'path', 'paths', 'file', 'filename', 'dir', 'directory', 'url', 'urls', 'arn', 'name', 'names', 'enabled', 'disabled', 'ttl', 'timeout',
  'interval', 'type', 'types', 'count', 'size', 'mode', 'port', 'host', 'id', 'ids', 'expiry', 'expiration', 'expires', 'age', 'length', 'ref',
  'config', 'configs', 'source', 'provider', 'version', 'status', 'policy', 'format', 'prefix', 'suffix', 'regex', 'endpoint', 'field', 'header',
  'headers', 'issuer', 'location', 'bucket', 'rate', 'reused', 'uri', 'algorithm', 'total', 'failed', 'rotation', 'error', 'errors', 'usage',
])

const keyOwners = new Set([
  'api', 'access', 'secret', 'private', 'signing', 'encryption', 'encrypt', 'master', 'account', 'shared', 'license', 'storage', 'hmac', 'auth',
  'ssh', 'client', 'subscription', 'service', 'app',
])

const headers = new Set([
  'authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key', 'api-key', 'apikey', 'x-auth-token', 'x-access-token',
  'x-amz-security-token', 'x-csrf-token', 'x-xsrf-token', 'x-vault-token', 'x-goog-api-key', 'x-session-token', 'x-auth-key',
  'x-amzn-oidc-data', 'x-amzn-oidc-accesstoken', 'x-forwarded-access-token', 'x-forwarded-authorization', 'x-functions-key',
])

const classified = new Map<string, SecretName | undefined>()

/** Whether a name says that its value is a secret, and of which kind. Undefined for every other name. */
export function classifyName(name: string): SecretName | undefined {
  if (classified.has(name)) return classified.get(name)
  // The same few names come again and again; a text of nothing but new ones may not fill the memory.
  if (classified.size > 5000) classified.clear()
  const secret = classify(name)
  classified.set(name, secret)
  return secret
}

function classify(name: string): SecretName | undefined {
  const lower = name.toLowerCase().replace(/^[-.]+/, '')
  const header = headers.has(lower) || /^x-[a-z-]*(token|secret|key|password|auth)$/.test(lower)
  // Only the last part of `cluster.x.password` or `spring.datasource.password` names the value.
  const own = lower.slice(lower.lastIndexOf('.') + 1)
  const kind = classifyWords(splitWords(name.slice(name.length - own.length)), own, name)
  return kind === undefined ? undefined : { kind, header }
}

function splitWords(name: string): string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2').toLowerCase().split(/[^a-z]+/).filter(word => word !== '')
}

function classifyWords(words: readonly string[], own: string, name: string): RedactedKind | undefined {
  const last = words.at(-1)
  if (last === undefined || own === 'pwd' || own === 'oldpwd') return undefined
  const joined = words.join('-')
  if (/access-?key-?id$/.test(joined)) return 'aws-key'
  if (/credentials-(relative|full)-uri$/.test(joined)) return 'secret'
  if (/^(j|php|asp)?-?(sess|session)-?(id|key)?$|^sid$|^connect-sid$|^x-amzn-oidc-(data|accesstoken)$/.test(joined)) return 'token'
  if (describing.has(last)) return undefined
  if (words.some(word => word === 'cookie' || word === 'cookies')) return last.startsWith('cookie') ? 'cookie' : undefined
  if (last === 'authorization' || last === 'auth') return 'authorization'
  if (words.some(word => /^(password|passwd|passwort|passphrase|passcode|pass|pwd|userpass)$|passw(or)?d$/.test(word))) return 'password'
  if (words.includes('public')) return undefined
  if (/aws.*session-token|security-token/.test(joined)) return 'aws-token'
  if (/secret-?access-?key/.test(joined)) return 'aws-secret'
  if (words.some(word => word === 'signature') || last === 'sig') return 'signature'
  if (words.some(word => word === 'token' || /^(access|refresh|id|auth|session|csrf|xsrf|security)token$/.test(word))) return 'token'
  if (words.some(word => /^(secret|clientsecret|credential|credentials)$/.test(word))) return 'secret'
  if (words.some(word => /^(samlresponse|assertion|jwt|bearer)$/.test(word))) return 'token'
  return classifyKey(words, name)
}

/** `key` alone is a word of every configuration; as an environment variable, or of an API, it is a secret's. */
function classifyKey(words: readonly string[], name: string): RedactedKind | undefined {
  if (words.some(word => /^(api|access|secret|private|signing|encryption|master|account|shared|license|storage)key$/.test(word))) return 'key'
  const at = words.indexOf('key')
  if (at < 0) return undefined
  if (at > 0 && keyOwners.has(words[at - 1] ?? '')) return 'key'
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? 'key' : undefined
}
