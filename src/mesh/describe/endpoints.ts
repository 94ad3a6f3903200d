import { Unknown, type SpecValue } from '../../evidence/mesh/resource.ts'
import { at, isSet, isSpec, itemsAt } from '../spec.ts'
import { describeSource, describeValidation, plain } from './listeners.ts'

/** How callers find a node: `DNS colors.local, ENDPOINTS`, `Cloud Map shop/colors`; undefined without discovery. */
export function describeDiscovery(spec: SpecValue | undefined): string | undefined {
  const discovery = at(spec, 'serviceDiscovery')
  if (discovery instanceof Unknown) return discovery.expression
  if (isSet(discovery, 'dns')) {
    const type = at(discovery, 'dns', 'responseType')
    return `DNS ${plain(at(discovery, 'dns', 'hostname'))}${type === undefined ? '' : `, ${plain(type)}`}`
  }
  return isSet(discovery, 'awsCloudMap') ? `Cloud Map ${plain(at(discovery, 'awsCloudMap', 'namespaceName'))}/${plain(at(discovery, 'awsCloudMap', 'serviceName'))}` : undefined
}

/** What a client demands of its peers: `TLS enforced on 443, checked by acm arn:…`. @param policy a clientPolicy */
export function describeClientPolicy(policy: SpecValue | undefined): string | undefined {
  if (policy instanceof Unknown) return policy.expression
  const tls = at(policy, 'tls')
  if (!isSpec(tls)) return undefined
  const ports = itemsAt(at(tls, 'ports'), '').map(({ item }) => plain(item))
  const enforced = at(tls, 'enforce') === false ? 'offered, not enforced' : 'enforced'
  const own = describeSource(at(tls, 'certificate'))
  return `TLS ${enforced}${ports.length === 0 ? '' : ` on ${ports.join(', ')}`}, ${describeValidation(at(tls, 'validation'))}${own === undefined ? '' : `, own certificate ${own}`}`
}
