import { Absent, orElse } from '../../evidence/absent.ts'
import type { Proxy } from '../../evidence/schema.ts'

/** App Mesh's quotas of connected Envoys: Service Quotas codes L-606A910B (virtual node) and L-33E8F9C9 (virtual gateway). */
const codes: Readonly<Record<string, string>> = { virtualNode: 'L-606A910B', virtualGateway: 'L-33E8F9C9' }
const titles: Readonly<Record<string, string>> = { virtualNode: 'virtual node', virtualGateway: 'virtual gateway' }
const documented = 50

const notAll = new Absent('peer', 'these are the proxies that were given; how many run is not known')

/**
 * Mesh endpoints of which so many proxies were given that their quota is near (80 %) or passed: `virtual node colors: 47 of 50`.
 * @throws Absent where none is near: more may run than were given
 */
export function listCrowded(proxies: readonly Proxy[]): string[] {
  const groups = new Map<string, { proxy: Proxy, count: number }>()
  for (const proxy of proxies) {
    if (proxy.provider !== 'app-mesh' || proxy.endpointName === undefined) continue
    const key = `${proxy.mesh ?? ''} ${proxy.endpointKind ?? ''} ${proxy.endpointName}`
    groups.set(key, { proxy, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  const crowded = [...groups.values()].flatMap(({ proxy, count }) => {
    const { value, from } = limitOf(proxy)
    return count < value * 0.8 ? [] : [`${titles[proxy.endpointKind ?? ''] ?? 'endpoint'} ${proxy.endpointName ?? ''}: ${count} of ${value} (${from})`]
  })
  if (crowded.length === 0) throw notAll
  return crowded
}

function limitOf(proxy: Proxy): { value: number, from: string } {
  const quota = orElse(proxy.meshResource, undefined)?.quotas.find(one => one.code === codes[proxy.endpointKind ?? ''])
  return quota === undefined ? { value: documented, from: 'documented' } : { value: quota.value, from: quota.from }
}
