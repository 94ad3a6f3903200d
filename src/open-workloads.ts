import { assembleProxy } from './assemble/assemble-proxy.ts'
import type { Workload } from './evidence/mesh/workload.ts'
import { isOfProxy } from './evidence/kinds.ts'
import type { Problem } from './evidence/problem.ts'
import { orElse } from './evidence/absent.ts'
import type { GivenProxy } from './mesh/whereabouts/find-of.ts'
import { formatEndpoint } from './providers/app-mesh/node-id.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import { readProxy } from './sources/read-proxy.ts'
import { readWorkloads } from './sources/workloads/read-workloads.ts'

/** The Envoys, pods and tasks of a snapshot. Statistics are not read: they tell no identity that the others do not. */
export async function openWorkloads(snapshot: Snapshot): Promise<{ proxies: GivenProxy[], workloads: Workload[], problems: Problem[] }> {
  const needs = { kinds: new Set(['config_dump', 'server_info', 'clusters'] as const), stats: new Map(), requestFilters: new Set<string>() }
  const proxies: GivenProxy[] = []
  const problems: Problem[] = []
  for (const given of snapshot.proxies.filter(({ answers, unreachable }) => unreachable !== undefined || answers.some(({ kind }) => isOfProxy(kind)))) {
    const answers = await readProxy({ ...given, answers: given.answers.filter(({ kind }) => (needs.kinds as ReadonlySet<string>).has(kind)) }, needs)
    const { proxy } = assembleProxy(answers, undefined, [])
    problems.push(...answers.problems)
    const bootstrap = answers.configDump?.bootstrap
    const nodeId = [answers.serverInfo?.nodeId, bootstrap?.nodeId].find(id => id !== undefined && id !== '')
    proxies.push({ proxy, workload: {
      what: 'proxy', name: given.name, nodeId: nodeId ?? endpointOf(proxy), source: given.name,
      how: nodeId === undefined ? 'neither its /server_info nor the bootstrap of its config_dump was given' : 'node id of the proxy',
      addresses: addressesOf(bootstrap?.nodeMetadata), state: proxy === undefined ? 'not reached' : orElse(proxy.state, undefined),
    } })
  }
  const read = await readWorkloads(snapshot.proxies.flatMap(({ answers }) => answers))
  return { proxies, workloads: read.workloads, problems: [...problems, ...read.problems] }
}

function endpointOf(proxy: GivenProxy['proxy']): string | undefined {
  if (proxy?.mesh === undefined || proxy.endpointName === undefined || (proxy.endpointKind !== 'virtualNode' && proxy.endpointKind !== 'virtualGateway')) return undefined
  return formatEndpoint({ mesh: proxy.mesh, owner: undefined, kind: proxy.endpointKind, name: proxy.endpointName })
}

/** Addresses in the metadata that the App Mesh Agent puts into the bootstrap (`aws.appmesh.task.interfaces`), loopback and link-local ones left out; at most 50. */
function addressesOf(metadata: Readonly<Record<string, unknown>> | undefined): string[] {
  const text = JSON.stringify(metadata?.['aws.appmesh.task.interfaces'] ?? '')
  const found = text.match(/(?<=")(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?=["/])/gi) ?? []
  return [...new Set(found)].filter(address => !/^(?:127\.|169\.254\.|::1$|fe80:)/i.test(address)).slice(0, 50)
}
