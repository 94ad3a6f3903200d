import { isKnown } from '../../evidence/absent.ts'
import type { EvidenceKind } from '../../evidence/kinds.ts'
import type { ClustersPart, ConfigDumpPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { ParsedAnswers } from '../../assemble/answers.ts'
import type { Answer } from '../../snapshot/snapshot.ts'
import { parseCerts } from './certs.ts'
import { ClustersReader } from './clusters.ts'
import { readConfigDump } from './config-dump/read-config-dump.ts'
import { parseListeners } from './listeners.ts'
import { parseReady } from './ready.ts'
import { parseServerInfo } from './server-info.ts'
import type { KnownNames } from './stats/known-names.ts'

export interface Configuration {
  parts: Pick<ParsedAnswers, 'configDump' | 'clusters' | 'listeners' | 'certificates' | 'serverInfo' | 'ready'>
  /** Names by which statistics are read. */
  names: KnownNames
}

/** Reads everything of a proxy but its statistics and logs. Of several answers of one kind the newest counts. */
export async function readConfiguration(answers: readonly Answer[], problems: Problem[]): Promise<Configuration> {
  const read = async <T>(kind: EvidenceKind, parse: (text: string, source: string, problems: Problem[]) => T): Promise<T | undefined> => {
    const answer = newestOf(answers, kind)
    return answer === undefined ? undefined : parse(await readText(answer, problems), answer.source, problems)
  }
  const parts = {
    configDump: await readDump(answers, problems),
    clusters: await readClusters(answers, problems),
    listeners: await read('listeners', parseListeners),
    certificates: await read('certs', parseCerts),
    serverInfo: await read('server_info', parseServerInfo),
    ready: await read('ready', parseReady),
  }
  return { parts, names: knownNames(parts) }
}

async function readDump(answers: readonly Answer[], problems: Problem[]): Promise<ConfigDumpPart | undefined> {
  const dump = newestOf(answers, 'config_dump')
  return dump === undefined ? undefined : readConfigDump(dump.open(), dump.source, problems)
}

async function readClusters(answers: readonly Answer[], problems: Problem[]): Promise<ClustersPart | undefined> {
  const answer = newestOf(answers, 'clusters')
  if (answer === undefined) return undefined
  const reader = new ClustersReader(answer.source, problems)
  for await (const chunk of answer.open()) reader.write(chunk)
  return reader.finish()
}

function newestOf(answers: readonly Answer[], kind: EvidenceKind): Answer | undefined {
  return answers.filter(answer => answer.kind === kind).sort((a, b) => (a.readAt ?? 0) - (b.readAt ?? 0)).at(-1)
}

/** /server_info has about 1 MiB; /certs and /listeners grow with the configuration. */
const longestText = 32 * 1024 * 1024

async function readText(answer: Answer, problems: Problem[]): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.open()) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length <= longestText) continue
    problems.push({ source: answer.source, message: 'it is larger than 32 MiB: the rest was not read' })
    return text
  }
  return text + decoder.decode()
}

function knownNames({ configDump, clusters, listeners }: Configuration['parts']): KnownNames {
  const chains = (configDump?.listeners ?? []).flatMap(listener => isKnown(listener.chains) ? listener.chains : [])
  const prefixes = (kind: string): Set<string> => new Set(chains.filter(chain => chain.kind === kind).map(chain => chain.statPrefix).filter(name => name !== undefined))
  return {
    clusters: new Set([...(configDump?.clusters ?? []).map(cluster => cluster.name), ...(clusters?.clusters ?? []).map(cluster => cluster.name)]),
    listeners: new Set([
      ...(configDump?.listeners ?? []).map(listener => listener.statName),
      ...(listeners ?? []).map(({ address, port }) => `${address.includes(':') ? `[${address}]` : address}:${port ?? 0}`.replaceAll(':', '_')),
    ]),
    httpManagers: prefixes('http'),
    tcpProxies: prefixes('tcp'),
    routeConfigs: new Set((configDump?.routeConfigs ?? []).map(config => config.name)),
    secrets: new Set((configDump?.secrets ?? []).map(secret => secret.name)),
  }
}
