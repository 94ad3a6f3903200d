import type { ConfigDumpPart } from '../../../../src/evidence/parts.ts'
import type { Problem } from '../../../../src/evidence/problem.ts'
import { ConfigDumpReader } from '../../../../src/sources/envoy-admin/config-dump/config-dump-reader.ts'

/** Reads a dump that is at hand as text or as a value, in chunks that end at `cuts`. */
export function readDump(dump: unknown, cuts: readonly number[] = []): { part: ConfigDumpPart, problems: Problem[] } {
  const bytes = Buffer.from(typeof dump === 'string' ? dump : JSON.stringify(dump, null, 1))
  const problems: Problem[] = []
  const reader = new ConfigDumpReader('dump', problems)
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    const chunk = Uint8Array.from(bytes.subarray(from, cut))
    reader.write(chunk)
    // A reader may not keep what belongs to its caller.
    chunk.fill(0x21)
    from = cut
  }
  return { part: reader.end(), problems }
}

export const admin = 'type.googleapis.com/envoy.admin.v3'

/** A dump with one section. */
export function sectionOf(type: string, members: object): object {
  return { configs: [{ '@type': `${admin}.${type}`, ...members }] }
}

/** A dump with one dynamic cluster. */
export function clusterDump(cluster: object): object {
  return sectionOf('ClustersConfigDump', { dynamic_active_clusters: [{ version_info: '1', cluster, last_updated: '2026-11-02T08:15:00Z' }] })
}

/** A dump with one dynamic listener. */
export function listenerDump(listener: object): object {
  return sectionOf('ListenersConfigDump', { dynamic_listeners: [{ name: 'l', active_state: { listener: { name: 'l', ...listener } } }] })
}

/** A dump with one route configuration, of one virtual host. */
export function routeDump(...routes: object[]): object {
  return sectionOf('RoutesConfigDump', { dynamic_route_configs: [{ route_config: { name: 'rc', virtual_hosts: [{ name: 'vh', domains: ['*'], routes }] } }] })
}
