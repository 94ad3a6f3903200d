import { Absent, type Known } from '../evidence/absent.ts'
import type { ConfigDumpPart } from '../evidence/parts.ts'
import type { Clock } from '../evidence/proxy-evidence.ts'
import type { ControlPlane } from '../evidence/schema.ts'
import { appMeshEnd, managementRegion } from '../providers/app-mesh/management.ts'

/** The management server of a bootstrap, or undefined where the proxy has none. */
export function describeControlPlane(dump: ConfigDumpPart, clock: Clock): ControlPlane | undefined {
  const server = dump.bootstrap?.controlPlanes[0]
  if (server === undefined) return undefined
  const names = [server.address, server.authority].filter(name => name !== undefined)
  const region = names.map(managementRegion).find(name => name !== undefined)
  const appMesh = region !== undefined
  const ended: Known<boolean> = !appMesh
    ? false
    : clock.at === undefined ? new Absent('clock', 'nothing tells whether the evidence is from before or after 2026-09-30') : clock.at >= appMeshEnd
  return {
    transport: server.transport,
    address: server.address ?? server.authority ?? server.cluster ?? '(address not shown)',
    cluster: server.cluster,
    appMesh, ended, region,
  }
}
