/** Certificate authorities and certificates, made anew in every run: no private key is ever kept in the repository. */
import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BasicConstraintsExtension, ExtendedKeyUsageExtension, ExtendedKeyUsage, KeyUsageFlags, KeyUsagesExtension, PemConverter,
  SubjectAlternativeNameExtension, X509CertificateGenerator, type X509Certificate,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 86_400_000

export interface Authority { certificate: X509Certificate, keys: webcrypto.CryptoKeyPair, pem: string }

export interface Leaf {
  /** The certificate, then its issuer. */
  chainPem: string
  keyPem: string
}

/** When a certificate is valid: `valid` a year from yesterday, `expired` until yesterday, `not-yet` from tomorrow, `expiring` for five more days. */
export type Validity = 'valid' | 'expired' | 'not-yet' | 'expiring'

export async function makeAuthority(name: string): Promise<Authority> {
  const keys = await makeKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    ...period('valid'),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  return { certificate, keys, pem: certificate.toString('pem') + '\n' }
}

/** A certificate for these DNS names (`spiffe://…` is taken as a URI). */
export async function issue(authority: Authority, names: readonly string[], validity: Validity = 'valid'): Promise<Leaf> {
  const keys = await makeKeys()
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${names[0] ?? 'unnamed'}`,
    issuer: authority.certificate.subject,
    ...period(validity),
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names.map(value =>
        value.includes('://') ? { type: 'url' as const, value } : { type: 'dns' as const, value }))]),
    ],
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { chainPem: certificate.toString('pem') + '\n' + authority.pem, keyPem: PemConverter.encode(key, 'PRIVATE KEY') + '\n' }
}

/** Files of a proxy: `certs/<name>.pem` for a CA, `certs/<name>_cert_chain.pem` and `certs/<name>_key.pem` for a certificate. */
export async function writeCertificates(
  folder: string, authorities: Readonly<Record<string, Authority>>, leaves: Readonly<Record<string, Leaf>>,
): Promise<void> {
  const certs = join(folder, 'certs')
  await mkdir(certs, { recursive: true, mode: 0o700 })
  const files = [
    ...Object.entries(authorities).map(([name, { pem }]) => [`${name}.pem`, pem] as const),
    ...Object.entries(leaves).flatMap(([name, leaf]) =>
      [[`${name}_cert_chain.pem`, leaf.chainPem], [`${name}_key.pem`, leaf.keyPem]] as const),
  ]
  await Promise.all(files.map(([name, text]) => writeFile(join(certs, name), text, { mode: 0o600 })))
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function period(validity: Validity): { notBefore: Date, notAfter: Date } {
  const now = Date.now()
  const [from, to] = { valid: [-1, 365], expired: [-30, -1], 'not-yet': [1, 365], 'expiring': [-30, 5] }[validity] as [number, number]
  return { notBefore: new Date(now + from * day), notAfter: new Date(now + to * day) }
}
