import { createRequire } from 'node:module'
import { fields, text } from '../fields.ts'

/** What a PEM text says of the certificates in it, in their order. */
export interface CertificateNames {
  /** Subject alternative names without their kind: `payments.shop.local`, `spiffe://…`, `10.0.0.1`. */
  sans: readonly string[]
  /** `CN=…, O=…`, most specific part first. */
  subject: string
  issuer: string
}

/** Inline bytes of a DataSource as text; undefined where it names a file or a variable. */
export function readInline(source: unknown): string | undefined {
  const { inline_string: string, inline_bytes: bytes } = fields(source)
  return text(string) ?? (typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString('latin1') : undefined)
}

/** Trust bundles of public authorities hold about 150; more would cost time and tell nothing. */
const mostCertificates = 400

/** Reads PEM certificates and remembers them: the same bundle stands in every cluster of a mesh. */
export class CertificateReader {
  readonly #known = new Map<string, readonly CertificateNames[]>()

  /** Certificates that cannot be read (redacted, cut, no PEM) are passed over. */
  read(pem: string): readonly CertificateNames[] {
    const known = this.#known.get(pem)
    if (known !== undefined) return known
    const read: CertificateNames[] = []
    for (const [block] of pem.matchAll(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g)) {
      const names = readCertificate(block)
      if (names !== undefined) read.push(names)
      if (read.length === mostCertificates) break
    }
    this.#known.set(pem, read)
    return read
  }
}

/** Loaded with the first certificate: it takes 20 ms, and most dumps show none. */
let crypto: typeof import('node:crypto') | undefined

function readCertificate(pem: string): CertificateNames | undefined {
  crypto ??= createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto')
  try {
    const { subject, issuer, subjectAltName } = new crypto.X509Certificate(pem)
    return { sans: splitSubjectAltName(subjectAltName ?? ''), subject: oneLine(subject), issuer: oneLine(issuer) }
  } catch {
    return undefined
  }
}

/** Node gives nothing at all for an empty name. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(', ')
}

/** `DNS:a, URI:"spiffe://x, y"` -> the names; Node puts names with special characters into JSON quotes. */
function splitSubjectAltName(names: string): readonly string[] {
  return [...names.matchAll(/(?:^|, )[A-Za-z ]+:("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, name = '']) => {
    if (!name.startsWith('"')) return name
    try {
      return String(JSON.parse(name))
    } catch {
      return name
    }
  })
}
