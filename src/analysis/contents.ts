import { createHash } from 'node:crypto'
import { isKnown, type Absent, type Known } from '../evidence/absent.ts'
import type { Cluster, Listener, Proxy, RouteConfig } from '../evidence/schema.ts'

/**
 * What each resource that the control plane gave a proxy says, as a digest of its settings: equal digests mean equal settings. Left out is what differs
 * between proxies of one mesh endpoint without being configured so: endpoints, addresses that listeners are bound to, versions.
 */
export function shortenContents({ clusters, listeners, routeConfigs }: Proxy): Known<ReadonlyMap<string, string>> {
  const absent = [clusters, listeners, routeConfigs].find((list): list is Absent => !isKnown(list))
  if (absent !== undefined || !isKnown(clusters) || !isKnown(listeners) || !isKnown(routeConfigs)) return absent ?? new Map()
  const given = [...clusters, ...listeners].find(({ fixed }) => !isKnown(fixed))?.fixed
  if (given !== undefined && !isKnown(given)) return given
  return new Map([
    ...clusters.filter(({ fixed }) => fixed !== true).map((cluster): [string, string] => [`cluster ${cluster.name}`, shorten(settingsOf(cluster))]),
    ...listeners.filter(({ fixed, state }) => fixed !== true && state !== 'rejected').map((listener): [string, string] => [`listener ${listener.name}`, shorten(chainsOf(listener))]),
    ...routeConfigs.map((config): [string, string] => [`route configuration ${config.name}`, shorten(routesOf(config))]),
  ])
}

const settingsOf = ({ type, discoveryName, connectTimeout, healthCheck, outlierDetection, thresholds, tls }: Cluster): unknown =>
  [type, discoveryName, connectTimeout, healthCheck, outlierDetection, thresholds, tls]

const chainsOf = ({ direction, port, chains }: Listener): unknown => [direction, port, chains]

const routesOf = ({ virtualHosts }: RouteConfig): unknown => virtualHosts.map(({ name, domains, routes }) => [name, domains, routes])

const shorten = (settings: unknown): string => createHash('sha256').update(JSON.stringify(settings)).digest('base64').slice(0, 16)
