import { Absent, isKnown, type Known } from '../../evidence/absent.ts'
import type { MeshSubject } from '../../evidence/mesh/mesh-evidence.ts'
import type { ClientPolicy, ListenerTls, MeshCertificate, TlsValidation } from '../../evidence/mesh/records.ts'
import { endpointsOf, listPolicies, ownerOf, type Endpoint } from './endpoints.ts'
import type { MeshRecords } from './mesh-records.ts'

type Parts = Pick<ListenerTls | ClientPolicy, 'certificateKind' | 'certificate' | 'validation'>

/** Every ARN by which a listener or a client policy of the mesh gets a certificate or trusts a CA. Files and SDS secrets have none. */
export function listCertificates(records: MeshRecords): MeshSubject<MeshCertificate>[] {
  const endpoints = endpointsOf(records)
  const byName = new Map(endpoints.map(endpoint => [`${endpoint.kind} ${endpoint.record.name}`, endpoint]))
  const onListeners = endpoints.flatMap(endpoint => {
    const { listeners } = endpoint.record
    if (!isKnown(listeners)) return [unread(endpoint, listeners)]
    return listeners.flatMap(listener => {
      const { tls } = listener
      if (!isKnown(tls)) return [unread(endpoint, tls)]
      return tls === undefined ? [] : read(tls, endpoint, listener.label)
    })
  })
  const inPolicies = listPolicies(records).flatMap(({ name, label, record }) => {
    if (!isKnown(record)) return [{ name, label, record }]
    const endpoint = byName.get(`${record.ownerKind} ${record.ownerName}`)
    return endpoint === undefined ? [] : read(record, endpoint, label)
  })
  return [...onListeners, ...inPolicies]
}

function read(parts: Parts, endpoint: Endpoint, place: string): MeshSubject<MeshCertificate>[] {
  const presented = ofKind(parts.certificateKind, () => map(parts.certificate, arn => arn === undefined ? [] : [arn]))
  const trusted = map(parts.validation, (validation: TlsValidation | undefined) =>
    validation === undefined ? [] : ofKind(validation.trustKind, () => validation.trust))
  return [...toSubjects('certificate', presented, endpoint, place), ...toSubjects('ca', trusted, endpoint, place)]
}

function toSubjects(role: 'certificate' | 'ca', arns: Known<readonly string[]>, endpoint: Endpoint, place: string): MeshSubject<MeshCertificate>[] {
  if (!isKnown(arns)) return [unread(endpoint, arns)]
  const { account, region, name } = endpoint.record
  return arns.map(arn => ({
    name: `${endpoint.subject}/${role}/${arn}`, label: place,
    record: {
      ...ownerOf(endpoint), label: place, role, arn,
      ownerAccount: account ?? new Absent('mesh', `nothing tells in which account ${name} is: neither its ARN nor its owner was given`),
      ownerRegion: region ?? new Absent('mesh', `nothing tells in which Region ${name} is: its ARN was not given`),
    },
  }))
}

function unread({ subject, record }: Endpoint, why: Absent): MeshSubject<MeshCertificate> {
  return { name: subject, label: record.name, record: why }
}

function ofKind(kind: Known<string | undefined>, arns: () => Known<readonly string[]>): Known<readonly string[]> {
  return map(kind, known => known === 'acm' ? arns() : [])
}

function map<T, U>(value: Known<T>, make: (value: T) => Known<U>): Known<U> {
  return isKnown(value) ? make(value) : value
}
