import { isKnown, type Known } from '../../evidence/absent.ts'
import type { ProxyEvidence } from '../../evidence/proxy-evidence.ts'
import type { Edge, Fleet, Sibling } from '../../evidence/schema.ts'
import { subjectKinds, type SubjectKind } from '../../evidence/subjects.ts'

/** One thing that a rule judges. */
export interface Subject {
  kind: SubjectKind
  /** Envoy's own name; empty for the proxy itself. */
  name: string
  /** The mesh's name for it. */
  label: string
  /** Name of its statistics scope. */
  statName: string
  raw: object
}

/** The subjects of one kind in a proxy's evidence, or why they are not known. */
export function listSubjects(kind: SubjectKind, evidence: ProxyEvidence): Known<readonly Subject[]> {
  const { proxy } = evidence
  if (kind === 'target') return [one(kind, evidence.target, '', evidence.target.label)]
  if (proxy === undefined) return []
  switch (kind) {
    case 'proxy': return [one(kind, proxy, '', proxy.label)]
    case 'cluster': return all(proxy.clusters, item => one(kind, item, item.name, item.label))
    case 'listener': return all(proxy.listeners, item => one(kind, item, item.name, item.label, item.statName))
    case 'http_manager': return all(evidence.managers, item => one(kind, item, item.statPrefix, item.statPrefix))
    case 'route_config': return all(proxy.routeConfigs, item => one(kind, item, item.name, item.name))
    case 'virtual_host': return all(proxy.routeConfigs, config => config.virtualHosts.map(host => one(kind, host, `${host.routeConfig}/${host.name}`, host.label)))
    case 'subscription': return all(evidence.subscriptions, item => one(kind, item, `${item.type} ${item.resource}`.trim(), item.label))
    case 'certificate': return all(proxy.certificates, item => one(kind, item, `${item.path} ${item.serial}`, item.sans[0] ?? item.path))
    case 'secret': return all(proxy.secrets, item => one(kind, item, item.name, item.name))
    // These are not a proxy's own.
    default: return []
  }
}

export function edgeSubject(edge: Edge): Subject {
  return one('edge', edge, edge.cluster.name, edge.cluster.label)
}

export function siblingSubject(sibling: Sibling): Subject {
  return one('sibling', sibling, '', sibling.proxy.label)
}

export function fleetSubject(fleet: Fleet): Subject {
  return one('fleet', fleet, '', 'fleet')
}

function all<T>(items: Known<readonly T[]>, make: (item: T) => Subject | Subject[]): Known<Subject[]> {
  return isKnown(items) ? items.flatMap(make) : items
}

function one(kind: SubjectKind, raw: object, name: string, label: string, statName = name): Subject {
  return { kind, name, label, statName: subjectKinds[kind].scope === 'server' ? '' : statName, raw }
}
