/** TLS as App Mesh configures it, with certificate material from files beside the proxy or by SDS. */
import type { JsonObject } from '../management-server/encode.ts'

const tls = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3'
const socket = (kind: string, context: JsonObject): JsonObject =>
  ({ name: 'envoy.transport_sockets.tls', typed_config: { '@type': `${tls}.${kind}`, ...context } })

/** Paths are relative to the proxy's folder: the same in every run. */
const certificateFiles = (name: string): JsonObject => ({
  certificate_chain: { filename: `certs/${name}_cert_chain.pem` },
  private_key: { filename: `certs/${name}_key.pem` },
})

/** Names that a peer's certificate must carry one of. */
const acceptedNames = (names: readonly string[] | undefined): JsonObject => names === undefined ? {} : {
  match_typed_subject_alt_names: names.map(name => ({ san_type: name.includes('://') ? 'URI' : 'DNS', matcher: { exact: name } })),
}

export interface ServerTls {
  /** File certificate of this name, or SDS secret of this name; it comes from the management server unless `from` says otherwise. */
  certificate: { file: string } | { secret: string, from?: JsonObject }
  /** Asks callers for a certificate that this CA file issued. */
  requireClientCertificateFrom?: string
  /** Names that a caller's certificate must carry one of. */
  clientNames?: readonly string[]
  /** TlsParameters: versions and ciphers. */
  parameters?: JsonObject
}

/** A listener's TLS (virtual node: listeners[].tls). */
export const serverTls = (options: ServerTls): JsonObject => {
  const { certificate, requireClientCertificateFrom: ca, parameters } = options
  return socket('DownstreamTlsContext', {
    common_tls_context: {
      ...('file' in certificate ? { tls_certificates: [certificateFiles(certificate.file)] } : {
        tls_certificate_sds_secret_configs: [{
          name: certificate.secret,
          sds_config: certificate.from ?? { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' },
        }],
      }),
      ...(ca === undefined ? {} : { validation_context: { trusted_ca: { filename: `certs/${ca}.pem` }, ...acceptedNames(options.clientNames) } }),
      ...(parameters === undefined ? {} : { tls_params: parameters }),
    },
    ...(ca === undefined ? {} : { require_client_certificate: true }),
  })
}

export interface ClientTls {
  /** CA bundle in certs/<name>.pem; unset: the peer is not verified. */
  trusts?: string
  /** Names that the peer's certificate must carry one of; App Mesh trusts the backend's discovery name unless told. */
  names?: readonly string[]
  /** Certificate that the client presents, in certs/. */
  certificate?: string
  /** TlsParameters: versions and ciphers. */
  parameters?: JsonObject
}

/** A backend's client policy (virtual node: backends[].clientPolicy.tls). */
export const clientTls = (options: ClientTls): JsonObject => socket('UpstreamTlsContext', {
  common_tls_context: {
    ...(options.certificate === undefined ? {} : { tls_certificates: [certificateFiles(options.certificate)] }),
    ...(options.trusts === undefined ? {} : {
      validation_context: { trusted_ca: { filename: `certs/${options.trusts}.pem` }, ...acceptedNames(options.names) },
    }),
    ...(options.parameters === undefined ? {} : { tls_params: options.parameters }),
  },
})

/** A secret as a management server delivers what ACM holds: PEM, inline. */
export const inlineSecret = (name: string, { chainPem, keyPem }: { chainPem: string, keyPem: string }): JsonObject => ({
  name, tls_certificate: { certificate_chain: { inline_string: chainPem }, private_key: { inline_string: keyPem } },
})
