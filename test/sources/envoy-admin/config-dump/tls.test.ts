import assert from 'node:assert/strict'
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'
import { Absent } from '../../../../src/evidence/absent.ts'
import type { DownstreamTls, UpstreamTls } from '../../../../src/evidence/schema.ts'
import { clusterDump, listenerDump, readDump, sectionOf } from './read-text.ts'

async function makeCertificate(subject: string, issuer: string, names: readonly { type: 'dns' | 'url', value: string }[] = []): Promise<string> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.create({
    subject, issuer, signingKey: keys.privateKey, publicKey: keys.publicKey, signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: names.length === 0 ? [] : [new SubjectAlternativeNameExtension([...names])],
  }, webcrypto)
  return certificate.toString('pem')
}

const upstreamType = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'
const downstreamType = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext'

function socket(context: object): object {
  return { transport_socket: { name: 'envoy.transport_sockets.tls', typed_config: { '@type': upstreamType, ...context } } }
}

function configs(...dumps: object[]): object {
  return { configs: dumps.flatMap(dump => (dump as { configs: object[] }).configs) }
}

function upstreamOf(cluster: object, ...more: object[]): UpstreamTls | undefined {
  const [read] = readDump(configs(clusterDump({ name: 'c', connect_timeout: '1s', ...cluster }), ...more)).part.clusters
  assert.ok(read !== undefined && !(read.tls instanceof Absent))
  return read.tls
}

function downstreamOf(context: object, ...more: object[]): DownstreamTls | undefined {
  const chain = { transport_socket: { name: 'tls', typed_config: { '@type': downstreamType, ...context } } }
  const [read] = readDump(configs(listenerDump({ filter_chains: [{}, chain] }), ...more)).part.listeners
  assert.ok(read !== undefined && !(read.tls instanceof Absent))
  return read.tls
}

describe('TLS in a config_dump', () => {
  const nothing = { sni: undefined, sans: [], trustedCa: undefined, caSubjects: [], clientCertificate: false, chains: [], secrets: [], minVersion: undefined, maxVersion: undefined }

  const validations: readonly (readonly [string, object, Partial<UpstreamTls>])[] = [
    ['nothing verified', {}, {}],
    ['a file and typed names', { validation_context: { trusted_ca: { filename: '/ca.pem' }, match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: 'a.b' } }, { san_type: 'URI', matcher: { prefix: 'spiffe://' } }] } },
      { trustedCa: '/ca.pem', sans: ['a.b', 'prefix spiffe://'] }],
    ['names before 1.22', { validation_context: { match_subject_alt_names: [{ suffix: '.shop.local' }, { safe_regex: { regex: '.*' } }, { contains: 'x' }] } }, { sans: ['*.shop.local', 'regex .*', 'contains x'] }],
    ['names of v2', { validation_context: { verify_subject_alt_name: ['a', 'a', 'b'] } }, { sans: ['a', 'b'] }],
    ['a secret', { validation_context_sds_secret_config: { name: 'ca' } }, { trustedCa: 'secret ca', secrets: ['ca'] }],
    ['names here, authorities in a secret', { combined_validation_context: { default_validation_context: { match_subject_alt_names: [{ exact: 'a' }] }, validation_context_sds_secret_config: { name: 'ca' } } }, { sans: ['a'], trustedCa: 'secret ca', secrets: ['ca'] }],
    ['verification turned off', { validation_context: { trusted_ca: { filename: '/ca.pem' }, trust_chain_verification: 'ACCEPT_UNTRUSTED' } }, {}],
    ['a client certificate in a file', { tls_certificates: [{ certificate_chain: { filename: '/c.pem' } }] }, { clientCertificate: true, chains: ['/c.pem'] }],
    ['a client certificate in a secret', { tls_certificate_sds_secret_configs: [{ name: 'own' }], tls_params: { tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLS_AUTO' } }, { clientCertificate: true, chains: ['secret own'], secrets: ['own'], minVersion: 'TLSv1_2' }],
  ]
  for (const [name, common, expected] of validations) {
    it(`reads of a client: ${name}`, () => assert.deepEqual(upstreamOf(socket({ common_tls_context: common })), { ...nothing, ...expected }))
  }

  const places: readonly (readonly [string, object])[] = [
    ['its transport socket', socket({ sni: 's' })],
    ['one of several transport sockets', { transport_socket_matches: [{ name: 'plain', transport_socket: { name: 'raw_buffer' } }, { name: 'tls', ...socket({ sni: 's' }) }] }],
    ['tls_context of v2', { tls_context: { sni: 's' } }],
    ['a transport socket of v2', { transport_socket: { name: 'tls', config: { sni: 's' } } }],
    ['a proxy protocol around it', { transport_socket: { name: 'proxy', typed_config: { '@type': 'x.ProxyProtocolUpstreamTransport', ...socket({ sni: 's' }) } } }],
    ['QUIC', { transport_socket: { name: 'quic', typed_config: { '@type': 'x.QuicUpstreamTransport', upstream_tls_context: { sni: 's' } } } }],
  ]
  for (const [name, cluster] of places) it(`finds it in ${name}`, () => assert.equal(upstreamOf(cluster)?.sni, 's'))

  it('is undefined for a plaintext cluster', () => assert.equal(upstreamOf({ transport_socket: { name: 'raw_buffer', typed_config: { '@type': 'x.RawBuffer' } } }), undefined))

  it('reads the names in inline PEM, text or base64, and in secrets that come later', async () => {
    const ca = await makeCertificate('CN=root, O=Shop', 'CN=root, O=Shop')
    const leaf = await makeCertificate('CN=payments', 'CN=root, O=Shop', [{ type: 'dns', value: 'payments.shop.local' }, { type: 'url', value: 'spiffe://shop/payments' }])
    const base64 = (pem: string): string => Buffer.from(pem).toString('base64')
    assert.deepEqual(upstreamOf(socket({ common_tls_context: { validation_context: { trusted_ca: { inline_string: ca + leaf } } } })), { ...nothing, trustedCa: 'inline', caSubjects: ['O=Shop, CN=root', 'CN=payments'] })

    const secrets = sectionOf('SecretsConfigDump', { dynamic_active_secrets: [
      { name: 'own', secret: { tls_certificate: { certificate_chain: { inline_bytes: base64(leaf) } } } },
      { name: 'ca', secret: { validation_context: { trusted_ca: { inline_bytes: base64(ca) }, match_typed_subject_alt_names: [{ matcher: { exact: 'front' } }] } } },
    ], dynamic_warming_secrets: [{ name: 'own', version_info: 'uninitialized', secret: { name: 'own' } }] })
    const context = { require_client_certificate: true, common_tls_context: {
      tls_certificate_sds_secret_configs: [{ name: 'own' }], validation_context_sds_secret_config: { name: 'ca' },
      tls_certificates: [{ certificate_chain: { inline_string: leaf } }],
    } }
    const names = ['payments.shop.local', 'spiffe://shop/payments']
    assert.deepEqual(downstreamOf(context, secrets), {
      requireClientCertificate: true, sans: ['front'], trustedCa: 'secret ca', caSubjects: ['O=Shop, CN=root'],
      chains: ['inline', 'secret own'], presents: [...names, ...names], issuers: ['O=Shop, CN=root', 'O=Shop, CN=root'], secrets: ['own', 'ca'], minVersion: undefined, maxVersion: undefined,
    })
    assert.deepEqual(readDump(secrets).part.secrets[0]?.sans, names)
  })

  it('passes over PEM that is none', () => {
    for (const pem of ['[redacted]', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', '-----BEGIN CERTIFICATE-----']) {
      assert.deepEqual(upstreamOf(socket({ common_tls_context: { validation_context: { trusted_ca: { inline_string: pem } } } }))?.caSubjects, [])
    }
  })

  it('shows no chain for a server that has none of its own', () => {
    assert.deepEqual(downstreamOf({ common_tls_context: { tls_certificates: [{ certificate_chain: { filename: '/s.pem' }, private_key: { filename: '[redacted]' } }] } }), {
      requireClientCertificate: false, sans: [], trustedCa: undefined, caSubjects: [], chains: ['/s.pem'], presents: [], issuers: [], secrets: [], minVersion: undefined, maxVersion: undefined,
    })
  })
})
