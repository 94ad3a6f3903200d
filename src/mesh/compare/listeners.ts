import type { FilterChain, Listener } from '../../evidence/schema.ts'
import { orElse } from '../../evidence/absent.ts'
import type { SpecValue } from '../../evidence/mesh/resource.ts'
import { at, isSet, itemsAt, numberAt, textAt } from '../spec.ts'
import type { Differences } from './difference.ts'

/**
 * A virtual node has one ingress listener with a filter chain for each application port; a gateway listens on each port itself.
 * Source: User Guide, Listener names; captures of gateways.
 */
export function compareListeners(spec: SpecValue, listeners: readonly Listener[], isGateway: boolean, found: Differences): void {
  const acting = new Map<number, FilterChain | undefined>()
  for (const listener of listeners.filter(({ direction, fixed }) => direction === 'ingress' && !orElse(fixed, false))) {
    for (const chain of orElse(listener.chains, [])) {
      const port = isGateway ? listener.port : chain.destinationPort
      if (port !== undefined && !acting.has(port)) acting.set(port, chain)
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
    const chain = acting.get(port)
    if (chain === undefined) {
      found.compare(of, 'protocol', undefined, protocol)
      continue
    }
    found.compare(of, 'protocol', chain.kind, protocol === 'tcp' ? 'tcp' : 'http')
    compareTls(at(item, 'tls'), chain, of, found)
  }
  for (const [port, chain] of acting) if (!said.has(port)) found.compare(`listener :${port}`, 'protocol', chain?.kind, undefined)
}

function compareTls(tls: SpecValue | undefined, chain: FilterChain, of: string, found: Differences): void {
  const mode = textAt(tls, 'mode')
  const wanted = mode === 'STRICT' || mode === 'PERMISSIVE'
  found.compare(of, 'TLS', chain.tls === undefined ? undefined : 'on', wanted ? 'on' : undefined)
  if (chain.tls === undefined || !wanted) return
  found.compare(of, 'client certificate', chain.tls.requireClientCertificate ? 'required' : undefined, isSet(tls, 'validation') ? 'required' : undefined)
  const names = itemsAt(at(tls, 'validation', 'subjectAlternativeNames', 'match', 'exact'), '').flatMap(({ item }) => typeof item === 'string' ? [item] : [])
  found.compareSets(of, 'accepted client names', chain.tls.sans, names)
  const file = textAt(tls, 'certificate', 'file', 'certificateChain')
  if (file !== undefined) found.compareSets(of, 'certificate chain', chain.tls.chains, [file])
}
