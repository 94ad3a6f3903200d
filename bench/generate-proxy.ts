import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { multiplyClusters, multiplyDump, multiplyLog } from './proxy/multiply-answers.ts'
import { listCopies } from './proxy/multiply-cluster.ts'
import { multiplyStats } from './proxy/multiply-stats.ts'

/** How large a proxy is made. Every `sickEvery`-th cluster is one whose server presents the wrong certificate. */
export interface ProxySizes { clusters: number, endpointsPerCluster: number, logLines: number, sickEvery: number }

/** A proxy that works and one that does not, both recorded from Envoy 1.40 under App Mesh's configuration. */
const healthy = 'fixtures/healthy-pair/checkout', sick = 'fixtures/tls-upstream-san-mismatch/checkout'

/**
 * Writes the folder of a saved App Mesh proxy with all evidence, two samples of its statistics among it, unless it is there already.
 * The recorded proxies' one cluster is multiplied in every answer alike, so all of them tell of the same clusters and hosts.
 * The same at every run. @returns the folder
 */
export function makeProxyFolder(sizes: ProxySizes): string {
  const { clusters, endpointsPerCluster, logLines, sickEvery } = sizes
  const folder = `.cache/bench/proxy-${clusters}-${endpointsPerCluster}-${logLines}-${sickEvery}`
  if (existsSync(folder)) return folder
  // Half a folder must not be taken for a whole one.
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const copies = listCopies(clusters, endpointsPerCluster, sickEvery)
  const both = (name: string): [string, string] => [readFileSync(`${healthy}/${name}`, 'utf8'), readFileSync(`${sick}/${name}`, 'utf8')]
  const parsed = <T>(name: string): [T, T] => both(name).map(text => JSON.parse(text) as T) as [T, T]
  const write = (name: string, text: string): void => writeFileSync(`${unfinished}/${name}`, text)
  const writeJson = (name: string, value: unknown): void => write(name, `${JSON.stringify(value, null, 1)}\n`)
  for (const name of ['stats-1.txt', 'stats-2.txt']) write(name, multiplyStats(...both(name), copies))
  writeJson('config_dump.json', multiplyDump(...parsed<{ configs: Record<string, unknown>[] }>('config_dump.json'), copies))
  writeJson('clusters.json', multiplyClusters(...parsed<Record<string, unknown>>('clusters.json'), copies))
  write('access.log', [...multiplyLog(...both('access.log'), copies, logLines, 60)].join(''))
  for (const name of ['listeners.json', 'server_info.json', 'envoy.log']) write(name, both(name)[0])
  write('certs.json', both('certs.json')[1])
  renameSync(unfinished, folder)
  return folder
}
