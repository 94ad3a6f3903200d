import type { CertificatePart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import { date, records, text, type Fields } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/**
 * Reads /certs: one entry a TLS context, so that the same certificate may stand there several times; it is given once. Times are
 * those of the certificate; days_until_expiration is left aside, since it is 0 for every expired one. Undefined for what is no
 * such answer: that nothing could be read does not say that there are no certificates, for which Envoy prints an empty list.
 */
export function parseCerts(answer: string, source: string, problems: Problem[]): readonly CertificatePart[] | undefined {
  const certs = readJsonObject(answer, source, problems, 4)
  if (certs === undefined) return undefined
  if (!Array.isArray(certs.certificates)) {
    problems.push({ source, message: 'it holds no certificates, so it is no /certs of Envoy' })
    return undefined
  }
  const found = new Map<string, CertificatePart>()
  for (const context of records(certs.certificates)) {
    for (const [key, role] of [['cert_chain', 'chain'], ['ca_cert', 'ca']] as const) {
      for (const certificate of records(context[key])) {
        const part = readCertificate(certificate, role)
        found.set(JSON.stringify(part), part)
      }
    }
  }
  return [...found.values()]
}

const nameKinds = ['dns', 'uri', 'ip_address', 'email'] as const

function readCertificate(certificate: Fields, role: string): CertificatePart {
  return {
    role,
    path: text(certificate.path) ?? '',
    serial: text(certificate.serial_number) ?? '',
    sans: records(certificate.subject_alt_names)
      .map(name => nameKinds.map(kind => text(name[kind])).find(found => found !== undefined)).filter(name => name !== undefined),
    notBefore: date(certificate.valid_from),
    notAfter: date(certificate.expiration_time),
  }
}
