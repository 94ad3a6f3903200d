import { isKnown, type Known } from '../evidence/absent.ts'
import type { ProxyEvidence } from '../evidence/proxy-evidence.ts'
import { mapKnown } from './clusters.ts'
import { demandProxy } from './demand-proxy.ts'
import { selectRows, type Selection } from './selection.ts'
import type { Table } from './sheet.ts'

/** One certificate that the process holds. */
export interface CertificateRow {
  /** `chain` (presented to peers) or `ca` (trusted) */
  role: string
  /** File, or `<inline>`. */
  path: string
  serial: string
  sans: readonly string[]
  notBefore: Date | undefined
  notAfter: Date | undefined
  /** Whole days left at the evidence's moment, negative when it has ended. */
  daysLeft: Known<number>
  /** `valid`, `ends soon` (within 30 days), `expired` */
  status: Known<string>
}

/** So many days before its end a certificate is worth a look. */
const soonDays = 30

/** The certificates of /certs, the one that ends first at the top. */
export function listCertificates(evidence: ProxyEvidence, selection: Selection): Known<Table<CertificateRow>> {
  const certificates = demandProxy(evidence, proxy => proxy.certificates)
  if (!isKnown(certificates)) return certificates
  const rows = certificates.map(({ role, path, serial, sans, notBefore, notAfter, daysLeft }): CertificateRow => ({
    role, path, serial, sans, notBefore, notAfter, daysLeft,
    status: mapKnown(daysLeft, days => days < 0 ? 'expired' : days < soonDays ? 'ends soon' : 'valid'),
  })).toSorted((a, b) => (a.notAfter?.getTime() ?? Infinity) - (b.notAfter?.getTime() ?? Infinity))
  return selectRows(rows, selection, ({ path, serial, sans, status, role }) => ({ names: [path, serial, ...sans], status: mapKnown(status, word => [word, role]) }))
}
