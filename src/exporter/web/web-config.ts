import { dirname, resolve } from 'node:path'
import { openConfiguration, type Setting } from '../../configuration/setting.ts'

/** TLS of the exporter's own door. Paths are absolute. */
export interface TlsSettings {
  certFile: string
  keyFile: string
  /** Go's names, as exporter-toolkit has them. */
  clientAuth: (typeof clientAuthTypes)[number]
  clientCaFile: string | undefined
  clientAllowedSans: readonly string[]
  minVersion: (typeof tlsVersions)[number]
  maxVersion: (typeof tlsVersions)[number]
  /** OpenSSL's names. */
  ciphers: readonly string[]
  curves: readonly string[]
}

/** A web configuration file, as Prometheus' exporter-toolkit defines it. */
export interface WebSettings {
  tls: TlsSettings | undefined
  headers: Readonly<Record<string, string>>
  /** bcrypt hashes by user. */
  users: ReadonlyMap<string, string>
}

const clientAuthTypes = ['NoClientCert', 'RequestClientCert', 'RequireAnyClientCert', 'VerifyClientCertIfGiven', 'RequireAndVerifyClientCert'] as const
const tlsVersions = ['TLS10', 'TLS11', 'TLS12', 'TLS13'] as const
const headerNames = ['Content-Security-Policy', 'X-Frame-Options', 'X-Content-Type-Options', 'X-XSS-Protection', 'Strict-Transport-Security'] as const

/** IANA's names, which Go prints, for OpenSSL's. TLS 1.3 suites are not configurable in Go, nor here. */
const cipherNames: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256', TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256', TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305', TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256', TLS_RSA_WITH_AES_256_GCM_SHA384: 'AES256-GCM-SHA384',
}
const curveNames = { CurveP256: 'P-256', CurveP384: 'P-384', CurveP521: 'P-521', X25519: 'X25519' } as const

/**
 * Reads a web configuration file. Source: Prometheus, exporter-toolkit, "Web configuration".
 * @throws ConfigurationError with all mistakes
 */
export function readWebConfig(text: string, file: string): WebSettings {
  const configuration = openConfiguration(text, file, 'web configuration')
  const found = configuration.root.fields(['tls_server_config', 'http_server_config', 'basic_auth_users', 'rate_limit'])
  const http = found.http_server_config?.fields(['http2', 'headers'])
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(http?.headers?.fields(headerNames) ?? {})) {
    const content = value.text()
    if (content !== undefined && /[\r\n]/.test(content)) value.reject('has a line break, which no header may have')
    else if (content !== undefined && content !== '') headers[name] = content
  }
  const users = new Map<string, string>()
  for (const [user, value] of found.basic_auth_users?.entries() ?? []) {
    const hash = value.text()
    if (hash !== undefined && !/^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/.test(hash)) value.reject('is no bcrypt hash; `htpasswd -nBC 10 USER` makes one')
    else if (hash !== undefined) users.set(user, hash)
  }
  const tls = found.tls_server_config === undefined ? undefined : readTls(found.tls_server_config, dirname(resolve(file)))
  configuration.finish()
  return { tls, headers, users }
}

function readTls(setting: Setting, folder: string): TlsSettings | undefined {
  const found = setting.fields([
    'cert_file', 'key_file', 'client_auth_type', 'client_ca_file', 'client_allowed_sans', 'min_version', 'max_version', 'cipher_suites',
    'prefer_server_cipher_suites', 'curve_preferences',
  ])
  const path = (value: Setting | undefined): string | undefined => {
    const name = value?.text()
    return name === undefined || name === '' ? undefined : resolve(folder, name)
  }
  const [certFile, keyFile, clientCaFile] = [path(found.cert_file), path(found.key_file), path(found.client_ca_file)]
  const clientAuth = found.client_auth_type === undefined ? 'NoClientCert' : found.client_auth_type.word(clientAuthTypes) ?? 'NoClientCert'
  if (certFile === undefined) setting.reject('lacks cert_file')
  if (keyFile === undefined) setting.reject('lacks key_file')
  if (/Verify/.test(clientAuth) && clientCaFile === undefined) setting.reject(`lacks client_ca_file, by which ${clientAuth} verifies`)
  if (clientCaFile !== undefined && clientAuth === 'NoClientCert') setting.reject('has a client_ca_file, but client_auth_type asks for no certificate')
  const sans = found.client_allowed_sans?.texts() ?? []
  if (sans.length > 0 && !/Verify/.test(clientAuth)) setting.reject('has client_allowed_sans, but client_auth_type verifies no certificate')
  const ciphers = (found.cipher_suites?.items() ?? []).flatMap(item => {
    const name = item.word(Object.keys(cipherNames))
    return name === undefined ? [] : [cipherNames[name] ?? '']
  })
  const curves = (found.curve_preferences?.items() ?? []).flatMap(item => {
    const name = item.word(Object.keys(curveNames) as (keyof typeof curveNames)[])
    return name === undefined ? [] : [curveNames[name]]
  })
  return {
    certFile: certFile ?? '', keyFile: keyFile ?? '', clientAuth, clientCaFile, clientAllowedSans: sans, ciphers, curves,
    minVersion: found.min_version?.word(tlsVersions) ?? 'TLS12', maxVersion: found.max_version?.word(tlsVersions) ?? 'TLS13',
  }
}
