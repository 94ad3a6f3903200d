import type { ClusterStatusPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Endpoint } from '../../evidence/schema.ts'
import { parseAddress } from './address.ts'
import { describeHealth } from './host-health.ts'
import { readThreshold } from './thresholds.ts'

// `name::default_priority::max_connections::1024`, `name::10.0.0.7:8080::health_flags::healthy`; names may hold `::`.
const limit = /^(.*?)::(default|high)_priority::(max_\w+)::(\d+)$/
const host = /^(.*)::((?:\[[^\]]+\]|[^:\s]+):\d+|\/[^:]+)::(health_flags|hostname)::(.*)$/
const flag = /^(.*?)::(added_via_api|eds_service_name)::(.*)$/

interface Building { addedViaApi: boolean, edsServiceName: string | undefined, limits: Map<string, Record<string, number>>, hosts: Map<string, { health: string, hostname: string }> }

/** Reads the text form of /clusters. */
export function parseClustersText(answer: string, source: string, problems: Problem[]): readonly ClusterStatusPart[] {
  const clusters = new Map<string, Building>()
  const of = (name: string): Building => {
    const known = clusters.get(name) ?? { addedViaApi: false, edsServiceName: undefined, limits: new Map(), hosts: new Map() }
    clusters.set(name, known)
    return known
  }
  let odd = 0
  for (const line of answer.split(/\r?\n/)) {
    if (line === '') continue
    if (!line.includes('::')) odd++
    readLine(line, of)
  }
  if (odd > 0) problems.push({ source, message: `${odd} lines are not of the form cluster::key::value` })
  return [...clusters].map(([name, { addedViaApi, edsServiceName, limits, hosts }]) => ({
    name, addedViaApi, edsServiceName,
    thresholds: [...limits].map(([priority, values]) => readThreshold(priority, values)),
    endpoints: [...hosts].map(([printed, { health, hostname }]) => toEndpoint(printed, health, hostname)),
  }))
}

function readLine(line: string, of: (name: string) => Building): void {
  const limits = limit.exec(line)
  if (limits !== null) {
    const [, name = '', priority = '', key = '', value = ''] = limits
    const known = of(name).limits
    const key2 = priority === 'high' ? 'HIGH' : 'DEFAULT'
    known.set(key2, { ...known.get(key2), [key]: Number(value) })
    return
  }
  const onHost = host.exec(line)
  if (onHost !== null) {
    const [, name = '', address = '', key, value = ''] = onHost
    const { hosts } = of(name)
    const known = hosts.get(address) ?? { health: 'healthy', hostname: '' }
    hosts.set(address, key === 'health_flags' ? { ...known, health: value } : { ...known, hostname: value })
    return
  }
  const [, name, key, value = ''] = flag.exec(line) ?? []
  if (name === undefined) return
  if (key === 'added_via_api') of(name).addedViaApi = value === 'true'
  else of(name).edsServiceName = value
}

function toEndpoint(printed: string, health: string, hostname: string): Endpoint {
  const { address, port } = parseAddress(printed)
  const set = health === 'healthy' ? [] : health.split('/').filter(name => name !== '')
  return { address, port: port ?? 0, hostname: hostname === '' ? undefined : hostname, ...describeHealth(set) }
}
