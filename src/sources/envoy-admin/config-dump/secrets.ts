import type { Secret } from '../../../evidence/schema.ts'
import { date, fields, isFields, text, type Fields } from '../fields.ts'
import type { TlsReader } from './tls.ts'

const kinds: Readonly<Record<string, string>> = {
  tls_certificate: 'tls_certificate', validation_context: 'validation_context', session_ticket_keys: 'session_ticket_keys', generic_secret: 'generic',
}

/** Reads one element of SecretsConfigDump; private keys in it were redacted by Envoy and are not looked at. */
export function readSecret(element: Fields, state: string, tls: TlsReader): Secret {
  const secret = fields(element.secret)
  const name = text(element.name) ?? text(secret.name) ?? ''
  const key = Object.keys(kinds).find(candidate => isFields(secret[candidate]))
  const version = text(element.version_info)
  tls.remember(name, secret, state !== 'warming')
  return {
    name, state,
    kind: key === undefined ? undefined : kinds[key],
    sans: tls.readLeaf(fields(secret.tls_certificate))?.sans ?? [],
    // Envoy's word for "nothing delivered yet".
    version: version === 'uninitialized' ? undefined : version,
    updatedAt: date(element.last_updated),
  }
}
