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

export interface ServerTls {
  /** File certificate of this name, or SDS secret of this name. */
  certificate: { file: string } | { secret: string }
  /** Asks callers for a certificate that this CA file issued. */
  requireClientCertificateFrom?: string
}

/** A listener's TLS (virtual node: listeners[].tls). */
export const serverTls = (options: ServerTls): JsonObject => {
  const { certificate, requireClientCertificateFrom: ca } = options
  return socket('DownstreamTlsContext', {
    common_tls_context: {
      ...('file' in certificate ? { tls_certificates: [certificateFiles(certificate.file)] } : {
        tls_certificate_sds_secret_configs: [{
          name: certificate.secret,
          sds_config: { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' },
        }],
      }),
      ...(ca === undefined ? {} : { validation_context: { trusted_ca: { filename: `certs/${ca}.pem` } } }),
    },
    ...(ca === undefined ? {} : { require_client_certificate: true }),
  })
}

export interface ClientTls {
  /** CA bundle in certs/<name>.pem. */
  trusts: string
  /** Names that the peer's certificate must carry one of; App Mesh trusts the backend's discovery name unless told. */
  names?: readonly string[]
  /** Certificate that the client presents, in certs/. */
  certificate?: string
}

/** A backend's client policy (virtual node: backends[].clientPolicy.tls). */
export const clientTls = (options: ClientTls): JsonObject => socket('UpstreamTlsContext', {
  common_tls_context: {
    ...(options.certificate === undefined ? {} : { tls_certificates: [certificateFiles(options.certificate)] }),
    validation_context: {
      trusted_ca: { filename: `certs/${options.trusts}.pem` },
      ...(options.names === undefined ? {} : {
        match_typed_subject_alt_names: options.names.map(name => ({ san_type: 'DNS', matcher: { exact: name } })),
      }),
    },
  },
})
