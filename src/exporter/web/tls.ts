import { readFileSync } from 'node:fs'
import type { TlsOptions, SecureVersion, TLSSocket } from 'node:tls'
import { createSecureContext } from 'node:tls'
import { X509Certificate } from 'node:crypto'
import { UsageError } from '../../errors.ts'
import type { TlsSettings } from './web-config.ts'

const versions: Readonly<Record<TlsSettings['minVersion'], SecureVersion>> = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' }

/**
 * What Node's TLS server is made with, or given anew when the files have changed.
 * @throws UsageError for a file that cannot be read or used, a key that is not the certificate's, a certificate that has expired
 */
export function loadTls(settings: TlsSettings, now: number): TlsOptions {
  const cert = readPem(settings.certFile, 'certificate')
  const options: TlsOptions = {
    cert, key: readPem(settings.keyFile, 'key'),
    ...(settings.clientCaFile !== undefined && { ca: readPem(settings.clientCaFile, 'CA for clients') }),
    minVersion: versions[settings.minVersion], maxVersion: versions[settings.maxVersion],
    ...(settings.ciphers.length > 0 && { ciphers: [...settings.ciphers, 'TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'].join(':') }),
    ...(settings.curves.length > 0 && { ecdhCurve: settings.curves.join(':') }),
    requestCert: settings.clientAuth !== 'NoClientCert',
    rejectUnauthorized: settings.clientAuth === 'RequireAndVerifyClientCert',
  }
  try {
    createSecureContext(options)
    const { validTo } = new X509Certificate(cert)
    if (Date.parse(validTo) < now) throw new Error(`it expired on ${validTo}`)
  } catch (error) {
    throw new UsageError({
      what: `TLS cannot be served with ${settings.certFile} and ${settings.keyFile}.`,
      why: error instanceof Error ? `${error.message}.` : String(error),
      tryThis: 'Give a PEM certificate that is valid and the key that belongs to it.',
    })
  }
  return options
}

function readPem(path: string, what: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UsageError({ what: `The ${what} ${path} of the web configuration cannot be read.`, why: error instanceof Error ? error.message : String(error), tryThis: 'Correct the path, or let this user read the file.' })
  }
}

/** Why a client is not let in by its certificate; undefined where it is. What must be verified and required is mostly refused in the handshake. */
export function refuseClient(socket: Pick<TLSSocket, 'authorized' | 'getPeerX509Certificate'>, { clientAuth, clientAllowedSans }: TlsSettings): string | undefined {
  if (clientAuth === 'NoClientCert' || clientAuth === 'RequestClientCert') return undefined
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return clientAuth === 'VerifyClientCertIfGiven' ? undefined : 'a client certificate is required'
  if (clientAuth === 'RequireAnyClientCert') return undefined
  if (!socket.authorized) return 'the client certificate is not signed by a CA that is trusted here'
  if (clientAllowedSans.length === 0) return undefined
  const names = (certificate.subjectAltName ?? '').split(', ').map(name => name.replace(/^(?:DNS|URI|email|IP Address):/, ''))
  return names.some(name => clientAllowedSans.includes(name)) ? undefined : 'the client certificate carries none of client_allowed_sans'
}
