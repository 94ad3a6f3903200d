import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { makeProxyFolder } from './generate-proxy.ts'

/**
 * Writes one archive that holds the folders of many saved proxies with all evidence, each a virtual node of its own, unless it is there
 * already. The same at every run. @returns its path
 */
export function makeFleetArchive(proxies: number, clusters: number): string {
  const archive = `.cache/bench/fleet-${proxies}-${clusters}.tgz`
  if (existsSync(archive)) return archive
  const one = makeProxyFolder({ clusters, endpointsPerCluster: 3, logLines: clusters * 20, sickEvery: 50 })
  const folder = `.cache/bench/fleet-${proxies}-${clusters}`
  rmSync(folder, { recursive: true, force: true })
  for (let i = 0; i < proxies; i++) {
    const name = `checkout-${i}`
    mkdirSync(`${folder}/${name}`, { recursive: true })
    for (const file of readdirSync(one)) writeFileSync(`${folder}/${name}/${file}`, readFileSync(`${one}/${file}`, 'utf8').replaceAll('virtualNode/checkout', `virtualNode/${name}`))
  }
  const { status, stderr } = spawnSync('tar', ['-C', folder, '-czf', `${archive}.unfinished`, '.'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tar: ${stderr}`)
  rmSync(folder, { recursive: true })
  renameSync(`${archive}.unfinished`, archive)
  return archive
}
