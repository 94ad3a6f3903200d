import type { FoundTarget } from '../../targets/target.ts'

/** Names of labels that our own metrics have; a target's label of such a name is renamed, as Prometheus renames it. */
const taken: ReadonlySet<string> = new Set([
  'target', 'scope', 'name', 'flag', 'rule', 'severity', 'result', 'lack', 'reason', 'type', 'role', 'serial', 'san', 'path', 'cluster', 'priority', 'resource', 'metric', 'source',
  'id', 'label', 'kind', 'provider', 'mesh', 'envoy_version', 'state', 'control_plane', 'le', 'Mesh', 'VirtualNode', 'VirtualGateway', 'TargetVirtualService', 'TargetVirtualNode',
])

/** The labels of a target's series where several targets share a page. */
export function labelTarget({ address, labels }: FoundTarget): (readonly [string, string])[] {
  return [['target', address] as const, ...Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => [taken.has(name) ? `exported_${name}` : name, value] as const)]
}
