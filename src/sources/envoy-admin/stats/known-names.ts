/**
 * Names that the configuration gives, against which dotted statistics are read. Clusters, route configurations and secrets
 * by their names, listeners, http managers and tcp proxies by their stat names. May be empty: then the page must do.
 */
export interface KnownNames {
  clusters: ReadonlySet<string>
  listeners: ReadonlySet<string>
  httpManagers: ReadonlySet<string>
  tcpProxies: ReadonlySet<string>
  routeConfigs: ReadonlySet<string>
  secrets: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()

export const noNames: KnownNames = {
  clusters: none, listeners: none, httpManagers: none, tcpProxies: none, routeConfigs: none, secrets: none,
}

/** A name as Envoy writes it into a statistic: `spiffe://apps.local/x` -> `spiffe_apps.local/x`. */
export function toStatName(name: string): string {
  return name.replaceAll('://', '_').replaceAll(':/', '_').replaceAll(':', '_').replaceAll('\0', '_')
}
