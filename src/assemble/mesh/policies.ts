import { isKnown, type Known } from '../../evidence/absent.ts'
import type { MeshDefaults } from '../../evidence/mesh/facts.ts'
import type { ClientPolicy, KeyValue, ListenerTls, MeshAccessLog, TlsValidation } from '../../evidence/mesh/records.ts'
import { asBool, asNumber, asPlainList, asText, at, asList, isSet, map, orDefault, variantOf, type Given } from './read-spec.ts'

const stores = ['acm', 'file', 'sds']

/** `spec.listeners[].tls` of a node or gateway. */
export function readListenerTls(value: Given): Known<ListenerTls | undefined> {
  return map(isSet(value), set => set
    ? { mode: orDefault(asText(at(value, 'mode')), 'STRICT'), ...readCertificate(at(value, 'certificate')), validation: readValidation(at(value, 'validation')) }
    : undefined)
}

/** `clientPolicy`, of a backend or of backendDefaults; without `tls` it demands nothing. */
export function readClientPolicy(policy: Given, defaults: MeshDefaults): Known<ClientPolicy | undefined> {
  const tls = at(policy, 'tls')
  return map(isSet(tls), set => set
    ? {
        enforce: orDefault(asBool(at(tls, 'enforce')), defaults.clientPolicyEnforce),
        ports: asPlainList(at(tls, 'ports'), asNumber),
        ...readCertificate(at(tls, 'certificate')),
        validation: readValidation(at(tls, 'validation')),
      }
    : undefined)
}

function readCertificate(value: Given): Pick<ListenerTls, 'certificateKind' | 'certificate'> {
  const store = variantOf(value, stores)
  const name = { acm: 'certificateArn', file: 'certificateChain', sds: 'secretName' }
  return {
    certificateKind: map(store, found => found.key),
    certificate: map(store, found => asText(at(found.value, name[found.key as keyof typeof name]))),
  }
}

function readValidation(value: Given): Known<TlsValidation | undefined> {
  const store = variantOf(at(value, 'trust'), stores)
  return map(isSet(value), set => set
    ? {
        trustKind: map(store, found => found.key),
        trust: !isKnown(store) ? store : store === undefined ? [] : readTrust(store.key, store.value),
        sans: asPlainList(at(value, 'subjectAlternativeNames', 'match', 'exact'), asText),
      }
    : undefined)
}

function readTrust(key: string, value: Given): Known<readonly string[]> {
  if (key === 'acm') return asPlainList(at(value, 'certificateAuthorityArns'), asText)
  const one = asText(at(value, key === 'file' ? 'certificateChain' : 'secretName'))
  return !isKnown(one) ? one : one === undefined ? [] : [one]
}

/** `logging.accessLog` */
export function readAccessLog(logging: Given): Known<MeshAccessLog | undefined> {
  const file = at(logging, 'accessLog', 'file')
  const format = variantOf(at(file, 'format'), ['text', 'json'])
  return map(isSet(file), set => set
    ? {
        path: orDefault(asText(at(file, 'path')), ''),
        formatKind: map(format, found => found.key),
        text: map(format, found => found.key === 'text' ? asText(found.value) : undefined),
        fields: !isKnown(format) ? format : format?.key === 'json' ? readPairs(format.value) : [],
      }
    : undefined)
}

/** A list of `{key, value}`. */
export function readPairs(value: Given): Known<readonly KeyValue[]> {
  return asList(value, item => ({ key: orDefault(asText(at(item, 'key')), ''), value: orDefault(asText(at(item, 'value')), '') }))
}
