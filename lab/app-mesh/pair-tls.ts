/** Puts TLS between the two proxies of the standard pair: `payments` presents a certificate, `checkout` validates it. */
import { issue, makeAuthority, type Validity } from '../certificates.ts'
import type { Mesh } from '../scenario.ts'
import { edsCluster, passThroughClusters } from './clusters.ts'
import { egress, ingress } from './listeners.ts'
import { virtualService } from './names.ts'
import { clientTls, serverTls } from './tls.ts'

export interface PairTls {
  /** Names in the certificate that `payments` presents; its discovery name unless told. */
  presents?: readonly string[]
  /** Names that `checkout` accepts; the backend's discovery name unless told. */
  accepts?: readonly string[]
  validity?: Validity
  /** `checkout` trusts another CA than the one that issued the certificate. */
  trustsOther?: boolean
}

export async function useTls(mesh: Mesh, options: PairTls = {}): Promise<void> {
  const { addresses, authorities, leaves, resources } = mesh
  const name = virtualService('payments')
  const ca = await makeAuthority('Shop Root CA')
  authorities['shop-ca'] = ca
  if (options.trustsOther === true) authorities['other-ca'] = await makeAuthority('Other Root CA')
  leaves['payments'] = await issue(ca, options.presents ?? [name], options.validity)
  resources.payments.listeners = [
    ingress({ address: addresses.payments, transportSocket: serverTls({ certificate: { file: 'payments' } }) }),
    egress({ address: addresses.payments, boundPort: 15001, backends: false }),
  ]
  resources.checkout.clusters = [
    edsCluster('payments', {
      transport_socket: clientTls({ trusts: options.trustsOther === true ? 'other-ca' : 'shop-ca', names: options.accepts ?? [name] }),
    }),
    ...passThroughClusters(),
  ]
}
