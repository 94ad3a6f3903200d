import { Absent, isKnown, type Known } from '../evidence/absent.ts'
import type { CertificatePart } from '../evidence/parts.ts'
import type { Certificate, LogGroup, Proxy, Target } from '../evidence/schema.ts'
import type { Clock, ProxyEvidence } from '../evidence/proxy-evidence.ts'
import { findStat } from '../evidence/stats.ts'
import { isFrozen } from '../analysis/frozen.ts'
import { formatEndpoint } from '../providers/app-mesh/node-id.ts'
import { recogniseProvider, type Recognised } from '../providers/recognise.ts'
import { MissingKinds, type ParsedAnswers } from './answers.ts'
import { joinClusters } from './clusters.ts'
import type { AssembledMesh } from './mesh/assemble-mesh.ts'
import { joinProxy } from './mesh/join-proxy.ts'
import { tellTime } from './clock.ts'
import { describeControlPlane } from './control-plane.ts'
import { joinListeners, joinManagers } from './listeners.ts'
import { attributeRequests } from './requests.ts'
import { joinRejections, joinSubscriptions } from './subscriptions.ts'

/** Joins the parsed answers of one target, and the resources of its mesh, into typed evidence. Pure: the clock is the evidence's own, or `at`. */
export function assembleProxy(answers: ParsedAnswers, at: number | undefined, meshes: readonly AssembledMesh[]): ProxyEvidence {
  const missing = new MissingKinds(answers)
  const clock = tellTime(answers, at)
  const recognised = recogniseProvider({
    nodeId: nodeIdOf(answers), nodeCluster: answers.serverInfo?.nodeCluster ?? answers.configDump?.bootstrap?.nodeCluster,
    bootstrap: answers.configDump?.bootstrap, clusterNames: clusterNamesOf(answers),
  })
  const identity = identify(answers, recognised)
  const proxy = answers.unreachable !== undefined && answers.given.size === 0 ? undefined : assembleRecord(answers, recognised, identity, clock, missing, meshes)
  const target: Target = { ...identity, given: [...answers.given], unreachable: proxy === undefined ? answers.unreachable ?? 'nothing could be read' : undefined }
  const series = answers.stats ?? missing.of('stats')
  const log = missing.orAbsent(answers.access, 'access_log')
  return {
    target, source: answers.source, proxy, series, log, clock, updatedAt: answers.configDump?.newestUpdate,
    requestsByCluster: proxy === undefined || !isKnown(log) ? new Map<string, LogGroup[]>() : attributeRequests(proxy, log.recent),
    managers: proxy === undefined ? missing.of('config_dump', 'stats') : joinManagers(answers, proxy.listeners, missing),
    subscriptions: proxy === undefined ? missing.of('stats') : joinSubscriptions(answers, proxy.rejections, missing),
    frozen: proxy !== undefined && isFrozen(proxy, series, clock),
    given: answers.given, problems: answers.problems,
  }
}

function assembleRecord(answers: ParsedAnswers, { provider, endpoint, assumed }: Recognised, identity: { id: string, label: string }, clock: Clock, missing: MissingKinds, meshes: readonly AssembledMesh[]): Proxy {
  const { configDump, serverInfo } = answers
  const { nodeOf, ...resources } = joinProxy(endpoint, provider.id === 'app-mesh', meshes, missing.of('mesh'))
  const clusters = joinClusters(answers, provider, { mesh: endpoint?.mesh, controlPlaneClusters: controlPlaneClusters(answers) }, missing)
  const version = serverInfo?.version ?? configDump?.bootstrap?.version
  const minor = /^1\.(\d+)/.exec(version ?? '')?.[1]
  const ofDump = <T>(section: string, value: T | undefined): Known<T> => configDump?.sections.has(section) === true && value !== undefined ? value : missing.of('config_dump')
  return {
    ...identity, ...resources,
    provider: assumed ? 'unknown' : provider.id,
    mesh: endpoint?.mesh, endpointKind: endpoint?.kind, endpointName: endpoint?.name,
    version: missing.orAbsent(version, 'server_info', 'config_dump'),
    minor: missing.orAbsent(minor === undefined ? undefined : Number(minor), 'server_info', 'config_dump'),
    state: missing.orAbsent(serverInfo?.state ?? answers.ready ?? stateFromAgent(answers) ?? stateFromStats(answers), 'server_info', 'ready', 'stats'),
    uptime: missing.orAbsent(serverInfo?.uptimeCurrentEpoch ?? answers.stats?.last.uptime, 'server_info', 'stats'),
    concurrency: missing.orAbsent(serverInfo?.concurrency ?? serverStat(answers, 'server.concurrency'), 'server_info', 'stats'),
    managed: configDump?.sections.has('BootstrapConfigDump') !== true || (configDump.bootstrap?.controlPlanes.length ?? 0) > 0,
    controlPlane: configDump?.sections.has('BootstrapConfigDump') === true ? describeControlPlane(configDump, clock) : missing.of('config_dump'),
    ipFamilies: configDump?.sections.has('BootstrapConfigDump') === true ? familiesOf(configDump.bootstrap?.nodeMetadata) : missing.of('config_dump'),
    adminAddress: configDump?.sections.has('BootstrapConfigDump') === true ? configDump.bootstrap?.adminAddress : missing.of('config_dump'),
    clusters: isKnown(clusters) ? clusters.map(cluster => ({ ...cluster, node: nodeOf(cluster) })) : clusters,
    listeners: joinListeners(answers, provider, missing),
    routeConfigs: ofDump('RoutesConfigDump', configDump?.routeConfigs),
    secrets: configDump === undefined || configDump.sections.size === 0 ? missing.of('config_dump') : configDump.secrets,
    certificates: missing.orAbsent(answers.certificates?.map(certificate => ({ ...certificate, ...judgeDates(certificate, clock) })), 'certs'),
    rejections: joinRejections(answers, missing),
    streamCloses: missing.orAbsent(answers.process?.streamCloses, 'process_log'),
    tlsErrors: missing.orAbsent(answers.process?.tlsErrors, 'process_log'),
    notices: missing.orAbsent(answers.process?.notices.map(({ last, ...notice }) => ({ ...notice, last: last === undefined ? undefined : new Date(last) })), 'process_log'),
    debugLines: missing.orAbsent(answers.process === undefined ? undefined : (answers.process.others['debug'] ?? 0) + (answers.process.others['trace'] ?? 0), 'process_log'),
    statsMatcher: configDump?.sections.has('BootstrapConfigDump') === true ? configDump.bootstrap?.hasStatsMatcher === true : missing.of('config_dump'),
    statsTags: configDump?.sections.has('BootstrapConfigDump') === true ? configDump.bootstrap?.statsTags ?? [] : missing.of('config_dump'),
    requests: missing.orAbsent(answers.access?.recent, 'access_log'),
    agent: missing.orAbsent(answers.agent, 'agent_status'),
    adminCalls: missing.orAbsent(answers.adminLog?.calls, 'admin_log'),
    adminReads: missing.orAbsent(answers.adminLog?.reads, 'admin_log'),
  }
}

function familiesOf(metadata: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const platform = metadata?.['aws.appmesh.platformInfo']
  const found = typeof platform === 'object' && platform !== null && 'supportedIPFamilies' in platform ? platform.supportedIPFamilies : undefined
  return typeof found === 'string' ? found : undefined
}

function identify(answers: ParsedAnswers, { endpoint }: Recognised): { id: string, label: string } {
  const nodeId = nodeIdOf(answers)
  if (endpoint !== undefined) return { id: `${formatEndpoint(endpoint)}@${answers.name}`, label: endpoint.name }
  if (nodeId === undefined || nodeId === '' || nodeId === answers.name) return { id: answers.name, label: answers.name }
  // A folder was named by a person; a URL says less than the node's own id.
  return { id: `${nodeId}@${answers.name}`, label: /^(?:https?:|unix:)/.test(answers.name) ? nodeId : answers.name }
}

/** The Agent repeats what /ready answered; UNREACHABLE is no state of Envoy's. */
function stateFromAgent(answers: ParsedAnswers): string | undefined {
  const state = answers.agent?.envoyState
  return state === 'UNREACHABLE' ? undefined : state
}

/** In the first flush interval the gauge still reads 0 (LIVE) whatever the truth is. */
function stateFromStats(answers: ParsedAnswers): string | undefined {
  const value = serverStat(answers, 'server.state')
  if (value === undefined || (answers.stats?.last.uptime ?? 0) < 5) return undefined
  return ['LIVE', 'DRAINING', 'PRE_INITIALIZING', 'INITIALIZING'][value]
}

function serverStat(answers: ParsedAnswers, metric: string): number | undefined {
  const value = answers.stats === undefined ? undefined : findStat(answers.stats.last, 'server', '', metric)
  return value === undefined || typeof value === 'string' ? undefined : Number(value)
}

type Dates = Pick<CertificatePart, 'notBefore' | 'notAfter'>

/** What a certificate's dates say at the moment of the evidence; days of 24 hours. */
function judgeDates({ notBefore, notAfter }: Dates, { at }: Clock): Pick<Certificate, 'daysLeft' | 'lifetime' | 'validity'> {
  const day = 86_400_000
  const lifetime = notBefore === undefined || notAfter === undefined ? undefined : (notAfter.getTime() - notBefore.getTime()) / day
  if (notAfter === undefined || at === undefined) return { daysLeft: noDate, lifetime, validity: noDate }
  const begins = notBefore?.getTime() ?? 0
  return {
    daysLeft: Math.floor((notAfter.getTime() - at) / day), lifetime,
    validity: notAfter.getTime() <= at ? 'expired' : begins > at ? 'not yet valid' : 'valid',
  }
}

function nodeIdOf(answers: ParsedAnswers): string | undefined {
  return answers.serverInfo?.nodeId ?? answers.configDump?.bootstrap?.nodeId
}

function controlPlaneClusters(answers: ParsedAnswers): string[] | undefined {
  return answers.configDump?.bootstrap?.controlPlanes.map(server => server.cluster).filter(name => name !== undefined)
}

function clusterNamesOf(answers: ParsedAnswers): string[] {
  return [
    ...(answers.configDump?.clusters ?? []).map(cluster => cluster.name),
    ...(answers.clusters?.clusters ?? []).map(cluster => cluster.name),
    ...(answers.stats?.last.scopes.get('cluster')?.keys() ?? []),
  ]
}

const noDate = new Absent('clock', 'nothing tells when the evidence was read, or the certificate has no date')
