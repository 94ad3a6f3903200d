/**
 * Scrapes an exporter of so many Envoys at an interval for a time and prints what it took, a line a scrape and at last a summary as JSON:
 * `scrape-fleet.js TARGETS MODULE CLUSTERS SECONDS [INTERVAL]`. CPU is the exporter's own user and system time, so that others on the machine do not count.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeProxyFolder } from '../generate-proxy.ts'

const [targets = '100', module = 'narrow', clusters = '1000', seconds = '60', interval = '15'] = process.argv.slice(2)

/** A child and the first match in what it says. */
function start(args: readonly string[], ready: RegExp): { stop: () => void, found: Promise<RegExpExecArray> } {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let text = ''
  const found = new Promise<RegExpExecArray>((done, fail) => {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => {
      if (text.length > 1 << 20) return
      text += chunk.toString()
      const match = ready.exec(text)
      if (match !== null) done(match)
    })
    child.on('close', () => fail(new Error(text)))
  })
  found.catch(() => undefined)
  return { found, stop: () => void (child.stdin.end(), child.kill('SIGTERM')) }
}

const folder = mkdtempSync(join(tmpdir(), 'bench-exporter-'))
const fleet = start(['.cache/bench/exporter/serve-fleet.js', makeProxyFolder({ clusters: Number(clusters), endpointsPerCluster: 3, logLines: 100, sickEvery: 50 }), targets], /^\[.*\]$/m)
const addresses = JSON.parse((await fleet.found)[0]) as string[]
writeFileSync(join(folder, 'exporter.yml'), JSON.stringify({ static_configs: [{ targets: addresses }], module, modules: { default: { timeout: '14s' } } }))
const exporter = start(['bin/run.js', 'exporter', '--config.file', join(folder, 'exporter.yml'), '--web.listen-address', '127.0.0.1:0'], /listening on (http:\/\/\S+)/)
const [, url = ''] = await exporter.found

const scrapes: { seconds: number, cpu: number, mebibytes: number, bytes: number, up: number }[] = []
const valueOf = (page: string, name: string): number => Number(new RegExp(`^${name} (.*)$`, 'm').exec(page)?.[1])
const begun = performance.now()
let cpu = 0
while (performance.now() - begun < Number(seconds) * 1000) {
  const started = performance.now()
  const page = await (await fetch(`${url}/metrics`)).text()
  const used = valueOf(page, 'process_cpu_seconds_total')
  const up = page.match(/^meshmedic_up\{.*\} 1$/gm)?.length ?? 0
  scrapes.push({ seconds: (performance.now() - started) / 1000, cpu: used - cpu, mebibytes: valueOf(page, 'process_resident_memory_bytes') / 2 ** 20, bytes: page.length, up })
  cpu = used
  console.error(JSON.stringify(scrapes.at(-1)))
  await sleep(Math.max(0, Number(interval) * 1000 - (performance.now() - started)))
}
fleet.stop()
exporter.stop()
rmSync(folder, { recursive: true })
// The first scrape compiles, the second one compares for the first time.
const steady = scrapes.slice(2)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
console.log(JSON.stringify({
  targets: Number(targets), module, scrapes: scrapes.length, up: Math.min(...scrapes.map(one => one.up)),
  core: mean(steady.map(one => one.cpu)) / Number(interval), mebibytes: Math.max(...scrapes.map(one => one.mebibytes)), pageBytes: scrapes.at(-1)?.bytes,
}))
process.exit(0)
