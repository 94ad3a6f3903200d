/** Puts TLS between the two proxies of the standard pair: `payments` presents a certificate, `checkout` validates it. */
import { issue, makeAuthority, type Validity } from '../certificates.ts'
import type { JsonObject } from '../management-server/encode.ts'
import type { Mesh } from '../scenario.ts'
import { edsCluster, oneRequestAConnection, passThroughClusters } from './clusters.ts'
import { egress, ingress } from './listeners.ts'
import { virtualService } from './names.ts'
import { clientTls, inlineSecret, serverTls } from './tls.ts'

export interface PairTls {
  /** Names in the certificate that `payments` presents; its discovery name unless told. */
  presents?: readonly string[]
  /** Names that `checkout` accepts; the backend's discovery name unless told. */
  accepts?: readonly string[]
  validity?: Validity
  /** `checkout` trusts another CA than the one that issued the certificate. */
  trustsOther?: boolean
  /** `checkout` asks for TLS and verifies nothing. */
  trustsAll?: boolean
  /** The certificate of `payments` comes as a secret of this name from the management server; from a file unless told. */
  secret?: string
  /** `payments` takes plaintext at the same port as well (mode PERMISSIVE). */
  permissive?: boolean
  /** `payments` asks for the certificate of `checkout`. */
  mutual?: MutualTls
  /** TlsParameters of either end. */
  clientParameters?: JsonObject
  serverParameters?: JsonObject
  /** Every request gets a connection of its own, so that sessions are resumed. */
  connectionPerRequest?: boolean
}

export interface MutualTls {
  /** What `checkout` presents: a good certificate unless told, nothing, or one of a CA that `payments` does not know. */
  certificate?: 'none' | 'other-ca' | Validity
  presents?: readonly string[]
  /** Names that `payments` accepts; any of the CA unless told. */
  accepts?: readonly string[]
}

/** At most TLS 1.3: Envoy's clients stay at 1.2 unless told. */
export const upTo13: JsonObject = { tls_maximum_protocol_version: 'TLSv1_3' }

/** Makes authorities and certificates, and gives both proxies what App Mesh would. */
export async function useTls(mesh: Mesh, options: PairTls = {}): Promise<void> {
  const { addresses, authorities, leaves, resources } = mesh
  const { mutual, secret } = options
  const name = virtualService('payments')
  const ca = await makeAuthority('Shop Root CA')
  authorities['shop-ca'] = ca
  const other = await makeAuthority('Other Root CA')
  if (options.trustsOther === true) authorities['other-ca'] = other
  const own = await issue(ca, options.presents ?? [name], options.validity)
  if (secret === undefined) leaves['payments'] = own
  else resources.payments.secrets.push(inlineSecret(secret, own))
  const shows = mutual?.certificate ?? 'valid'
  const presents = mutual !== undefined && shows !== 'none'
  if (presents) {
    leaves['checkout'] = await issue(shows === 'other-ca' ? other : ca, mutual.presents ?? [virtualService('checkout')], shows === 'other-ca' ? 'valid' : shows)
  }
  resources.payments.listeners = [
    ingress({
      address: addresses.payments,
      ...(options.permissive === true ? { permissive: true } : {}),
      transportSocket: serverTls({
        certificate: secret === undefined ? { file: 'payments' } : { secret },
        ...(mutual === undefined ? {} : { requireClientCertificateFrom: 'shop-ca' }),
        ...(mutual?.accepts === undefined ? {} : { clientNames: mutual.accepts }),
        ...(options.serverParameters === undefined ? {} : { parameters: options.serverParameters }),
      }),
    }),
    egress({ address: addresses.payments, boundPort: 15001, backends: false }),
  ]
  resources.checkout.clusters = [
    edsCluster('payments', {
      transport_socket: clientTls({
        ...(options.trustsAll === true ? {} : { trusts: options.trustsOther === true ? 'other-ca' : 'shop-ca', names: options.accepts ?? [name] }),
        ...(presents ? { certificate: 'checkout' } : {}),
        ...(options.clientParameters === undefined ? {} : { parameters: options.clientParameters }),
      }),
      ...(options.connectionPerRequest === true ? oneRequestAConnection : {}),
    }),
    ...passThroughClusters(),
  ]
}
