import { isKnown, orElse, type Known } from '../evidence/absent.ts'
import type { StatsSeries } from '../evidence/growth.ts'
import type { Clock } from '../evidence/proxy-evidence.ts'
import type { Proxy } from '../evidence/schema.ts'
import { findStat } from '../evidence/stats.ts'
import { appMeshEnd } from '../providers/app-mesh/management.ts'

/**
 * Whether a proxy runs on what it has: its control plane has ended, no stream to it was open in any sample, or its Agent says so.
 * Where nothing names its management server, an App Mesh Envoy has App Mesh's.
 * One open stream proves nothing (the gauge is set when the stream object is made), but then advice that needs it may still help.
 */
export function isFrozen(proxy: Proxy, series: Known<StatsSeries>, clock: Clock): boolean {
  const server = orElse(proxy.controlPlane, undefined)
  if (server !== undefined && orElse(server.ended, false)) return true
  if (!isKnown(proxy.controlPlane) && proxy.provider === 'app-mesh' && clock.at !== undefined && clock.at >= appMeshEnd) return true
  if (!isKnown(series)) return orElse(proxy.agent, undefined)?.connected === false
  const samples = [series.first, series.last].filter(sample => sample !== undefined)
  return samples.every(sample => findStat(sample, 'server', '', 'control_plane.connected_state') === 0)
}
