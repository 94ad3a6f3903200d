import type { FilterChain, Listener } from '../../evidence/schema.ts'
import { orElse } from '../../evidence/absent.ts'
import type { SpecValue } from '../../evidence/mesh/resource.ts'
import { at, isSet, itemsAt, numberAt, textAt } from '../spec.ts'
import type { Differences } from './difference.ts'
import { compareCertificate, compareValidation } from './tls.ts'

/**
 * A virtual node has one ingress listener with a filter chain for each application port; a gateway listens on each port itself.
 * Source: User Guide, Listener names; captures of gateways.
 */
export function compareListeners(spec: SpecValue, listeners: readonly Listener[], isGateway: boolean, found: Differences): void {
  const acting = new Map<number, FilterChain[]>()
  for (const listener of listeners.filter(({ direction, fixed }) => direction === 'ingress' && !orElse(fixed, false))) {
    for (const chain of orElse(listener.chains, [])) {
      const port = isGateway ? listener.port : chain.destinationPort
      if (port !== undefined) acting.set(port, [...acting.get(port) ?? [], chain])
    }
  }
  const said = new Set<number>()
  for (const { item } of itemsAt(at(spec, 'listeners'), '')) {
    const port = numberAt(item, 'portMapping', 'port')
    const protocol = textAt(item, 'portMapping', 'protocol')
    if (port === undefined || protocol === undefined) {
      found.notCompared.add('a listener whose port or protocol a template computes')
      continue
    }
    said.add(port)
    const of = `listener :${port}`
    const chains = acting.get(port) ?? []
    const [chain] = chains
    if (chain === undefined) {
      found.compare(of, 'protocol', undefined, protocol)
      continue
    }
    found.compare(of, 'protocol', chain.kind, protocol === 'tcp' ? 'tcp' : 'http')
    compareTls(at(item, 'tls'), chains, of, found)
  }
  for (const [port, [chain]] of acting) if (!said.has(port)) found.compare(`listener :${port}`, 'protocol', chain?.kind, undefined)
}

/** PERMISSIVE has a filter chain with TLS and one without at the same port. Source: User Guide, TLS: listener modes. */
function compareTls(tls: SpecValue | undefined, chains: readonly FilterChain[], of: string, found: Differences): void {
  const mode = textAt(tls, 'mode')
  const wanted = mode === 'STRICT' || mode === 'PERMISSIVE'
  const acting = chains.find(chain => chain.tls !== undefined)?.tls
  found.compare(of, 'TLS', acting === undefined ? undefined : 'on', wanted ? 'on' : undefined)
  if (acting === undefined || !wanted) return
  found.compare(of, 'TLS mode', chains.every(chain => chain.tls !== undefined) ? 'STRICT' : 'PERMISSIVE', mode)
  const validation = at(tls, 'validation')
  found.compare(of, 'client certificate', acting.requireClientCertificate ? 'required' : undefined, isSet(validation) ? 'required' : undefined)
  if (acting.requireClientCertificate && isSet(validation)) compareValidation(validation, acting, of, { ca: 'trusted CA of clients', names: 'accepted client names' }, found)
  compareCertificate(at(tls, 'certificate'), acting, of, 'certificate chain', found)
}
