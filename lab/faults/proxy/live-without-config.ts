import { nodeId } from '../../app-mesh/names.ts'
import { resourceKinds } from '../../management-server/resources.ts'
import type { JsonObject } from '../../management-server/encode.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout waits three seconds for a configuration that does not come, and then says LIVE',
  bootstrap: (standard, proxy) => {
    if (proxy !== 'checkout') return standard
    const dynamic = standard['dynamic_resources'] as Record<string, JsonObject>
    const hasty = (source: string): JsonObject => ({ ...dynamic[source], initial_fetch_timeout: '3s' })
    return { ...standard, dynamic_resources: { ...dynamic, lds_config: hasty('lds_config'), cds_config: hasty('cds_config') } }
  },
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.hold(nodeId('checkout'), ...resourceKinds)
  },
  traffic: [{ answers: 0 }],
  warmUp: 8,
  expect: { cause: { rule: 'proxy/live-without-config', proxy: 'checkout' }, never: ['*'] },
} satisfies Scenario
