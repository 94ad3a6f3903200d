import { Absent, isKnown, type Known } from '../evidence/absent.ts'
import type { ClusterStatusPart, ConfiguredCluster } from '../evidence/parts.ts'
import type { Cluster, Endpoint, LogGroup, RouteConfig } from '../evidence/schema.ts'
import type { NameContext, Provider } from '../providers/names.ts'
import { lackOfPage, type MissingKinds, type ParsedAnswers } from './answers.ts'

/** Joins what config_dump, /clusters and the statistics say of each cluster. */
export function joinClusters(
  answers: ParsedAnswers, provider: Provider, context: Omit<NameContext, 'targetVirtualNode' | 'dynamic'>, missing: MissingKinds,
): Known<readonly Cluster[]> {
  const configured = answers.configDump?.sections.has('ClustersConfigDump') === true ? answers.configDump.clusters : undefined
  const counted = answers.stats?.last.scopes.get('cluster')
  if (configured === undefined && answers.clusters === undefined && answers.stats === undefined) {
    return answers.access === undefined ? missing.of('config_dump', 'clusters', 'stats') : namedByLog(answers.access.recent, answers, provider, context, missing)
  }
  const statuses = new Map((answers.clusters?.clusters ?? []).map(status => [status.name, status]))
  const byName = new Map((configured ?? []).map(cluster => [cluster.name, cluster]))
  // Statistics outlive removed clusters and name clusters badly where a name has dots: they only stand in where nothing better is given.
  const names = new Set([...byName.keys(), ...statuses.keys(), ...(byName.size + statuses.size === 0 ? counted?.keys() ?? [] : [])])
  const lack = names.size === 0 && configured === undefined && answers.clusters === undefined ? lackOfPage(answers, 'cluster') : undefined
  if (lack !== undefined) return lack
  const routed = routedClusters(answers)
  return [...names].map(name => {
    const config = byName.get(name)
    const named = provider.nameCluster(name, { ...context, targetVirtualNode: config?.targetVirtualNode, dynamic: isDynamic(config, statuses.get(name)) })
    return {
      name, label: named.label, direction: named.direction, special: named.special === 'bootstrap' ? purposeUnknown : named.special,
      ...(named.virtualNode === undefined ? {} : { virtualNode: named.virtualNode }),
      ...(named.protocol === undefined ? {} : { protocol: named.protocol }),
      ...(named.port === undefined ? {} : { port: named.port }),
      ...configuredFields(config, missing),
      thresholds: config?.thresholds ?? missing.orAbsent(statuses.get(name)?.thresholds, 'config_dump', 'clusters'),
      endpoints: endpointsOf(name, config, statuses.get(name), answers, missing),
      routed: routed?.has(name) ?? missing.of('config_dump'),
    }
  })
}

const purposeUnknown = new Absent('config_dump', 'only the bootstrap, which is in config_dump, says what this cluster is for')

/** The control plane gave the proxy this cluster, as config_dump's lists or the added_via_api of /clusters say. */
function isDynamic(config: ConfiguredCluster | undefined, status: ClusterStatusPart | undefined): boolean {
  return config !== undefined && isKnown(config.fixed) ? !config.fixed : status?.addedViaApi === true
}

/** With an access log alone, what requests were meant for stands for a cluster: its name where the format prints it, else the authority. */
function namedByLog(
  groups: readonly LogGroup[], answers: ParsedAnswers, provider: Provider, context: Omit<NameContext, 'targetVirtualNode' | 'dynamic'>, missing: MissingKinds,
): Known<readonly Cluster[]> {
  const names = new Set(groups.map(targetOf).filter(name => name !== undefined))
  if (names.size === 0) return missing.of('config_dump', 'clusters', 'stats')
  return [...names].map(name => {
    const { label, direction, special } = provider.nameCluster(name, { ...context, targetVirtualNode: undefined })
    return {
      name, label, direction, special: special === 'bootstrap' ? '' : special, ...configuredFields(undefined, missing),
      thresholds: missing.of('config_dump', 'clusters'), endpoints: endpointsOf(name, undefined, undefined, answers, missing), routed: missing.of('config_dump'),
    }
  })
}

/** What a request was meant for, by its line alone. */
export function targetOf({ cluster, authority, flags }: LogGroup): string | undefined {
  // A request without a route was meant for no cluster.
  if (flags.split(',').some(flag => flag === 'NR' || flag === 'NC')) return undefined
  return cluster ?? (authority === '' || authority === '-' ? undefined : authority)
}

function configuredFields(config: ConfiguredCluster | undefined, missing: MissingKinds): Omit<Cluster, 'name' | 'label' | 'direction' | 'special' | 'thresholds' | 'endpoints' | 'routed'> {
  if (config === undefined) {
    const absent = missing.of('config_dump')
    return {
      type: absent, fixed: absent, warming: absent, discoveryName: absent, dnsLookupFamily: absent, connectTimeout: absent,
      healthCheck: absent, outlierDetection: absent, tls: absent,
    }
  }
  const { type, fixed, warming, discoveryName, dnsLookupFamily, connectTimeout, healthCheck, outlierDetection, tls } = config
  return { type, fixed, warming, discoveryName, dnsLookupFamily, connectTimeout, healthCheck, outlierDetection, tls }
}

/** /clusters knows each host's health; config_dump's endpoints know most of it; a cluster that a whole /clusters leaves out is warming. */
function endpointsOf(
  name: string, config: ConfiguredCluster | undefined, status: ClusterStatusPart | undefined, answers: ParsedAnswers, missing: MissingKinds,
): Known<readonly Endpoint[]> {
  if (status !== undefined) return status.endpoints
  const dumped = answers.configDump?.endpoints
  if (dumped !== undefined) return dumped.get(name) ?? config?.configuredEndpoints ?? []
  if (answers.clusters !== undefined) return answers.clusters.complete ? [] : partOfClusters
  return missing.of('clusters', 'config_dump')
}

const partOfClusters = new Absent('clusters', 'the answer of /clusters shows only a part of the clusters, and not this one')

function routedClusters(answers: ParsedAnswers): Set<string> | undefined {
  const { configDump } = answers
  if (configDump === undefined) return undefined
  const fromRoutes = configDump.routeConfigs.flatMap((config: RouteConfig) => config.virtualHosts.flatMap(host => host.routes.flatMap(route => [...route.clusters])))
  const chains = configDump.listeners.flatMap(listener => isKnown(listener.chains) ? listener.chains : [])
  return new Set([...fromRoutes, ...chains.map(chain => chain.cluster).filter(name => name !== undefined)])
}
