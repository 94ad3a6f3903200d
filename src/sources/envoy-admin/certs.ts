import type { CertificatePart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import { date, records, text, type Fields } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** Reads /certs: one entry a TLS context, so that the same certificate may stand there several times; it is given once. */
export function parseCerts(answer: string, source: string, problems: Problem[]): readonly CertificatePart[] {
  const found = new Map<string, CertificatePart>()
  for (const context of records(readJsonObject(answer, source, problems)?.certificates)) {
    for (const [key, role] of [['cert_chain', 'chain'], ['ca_cert', 'ca']] as const) {
      for (const certificate of records(context[key])) {
        const part = readCertificate(certificate, role)
        found.set(`${role} ${part.path} ${part.serial}`, part)
      }
    }
  }
  return [...found.values()]
}

function readCertificate(certificate: Fields, role: string): CertificatePart {
  return {
    role,
    path: text(certificate.path) ?? '',
    serial: text(certificate.serial_number) ?? '',
    sans: records(certificate.subject_alt_names).map(name => text(name.dns) ?? text(name.uri) ?? text(name.ip_address) ?? '').filter(name => name !== ''),
    notBefore: date(certificate.valid_from),
    notAfter: date(certificate.expiration_time),
  }
}
