/**
 * Claims: a saved proxy with 1,000 clusters and all evidence is diagnosed in less than 1.5 s and 200 MiB, start-up included, and time grows
 * no faster than the number of clusters, also where every one of them is sick.
 */
import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'
import { makeProxyFolder } from './generate-proxy.ts'
import { measureInTurn, printGoal, printMeasured, type Measured } from './measure.ts'

const node = process.execPath
const runs = 7
await build({
  entryPoints: ['bench/diagnose/time-steps.ts'], outdir: '.cache/bench/diagnose', splitting: true, packages: 'external',
  bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning',
})

/** The exit code of a diagnosis with findings. */
const foundSome = 1
const everyFiftieth = 50, everyOne = 1
const made = [[1000, everyFiftieth], [3000, everyFiftieth], [10_000, everyFiftieth], [1000, everyOne], [3000, everyOne]] as const
const proxies = made.map(([clusters, sickEvery]) => ({
  folder: makeProxyFolder({ clusters, endpointsPerCluster: 3, logLines: clusters * 20, sickEvery }),
  clusters, sickEvery,
  name: `${clusters} clusters, ${sickEvery === everyOne ? 'all of them' : clusters / sickEvery} sick`,
}))

for (const { name, folder, clusters } of proxies) checkReport(name, folder, clusters)
const rows = measureInTurn([
  ...proxies.map(({ name, folder }) => ({ name, command: node, args: ['bin/run.js', 'diagnose', folder], timesThread: true as const })),
  { name: '--version', command: node, args: ['bin/run.js', '--version'], timesThread: true },
], runs)
printMeasured('diagnose a saved proxy, all evidence, whole process; the last is to start and end', rows)
/** What a machine with nothing else to do takes of the wall: its main thread's time, where that is known. */
const time = (row: Measured | undefined): number => row === undefined ? 0 : row.thread > 0 ? row.thread : Math.min(row.least, row.cpu)
const startUp = time(rows.at(-1))
for (const [i, { name, clusters }] of proxies.entries()) {
  const spent = time(rows[i])
  if (clusters === 1000) {
    printGoal(`${name}: time, start-up included`, spent, 1500, ' ms')
    printGoal(`${name}: peak memory`, rows[i]?.mebibytes ?? 0, 200, ' MiB')
    continue
  }
  // Start-up grows with nothing, so that it is taken away before growth is told.
  const few = proxies.findIndex(other => other.clusters === 1000 && other.sickEvery === proxies[i]?.sickEvery)
  printGoal(`${name}: time against that of 1000, for each cluster`, (spent - startUp) / (time(rows[few]) - startUp) / (clusters / 1000), 1, 'x')
}

console.log('median milliseconds of each step')
for (const { name, folder } of proxies) {
  const seen = Array.from({ length: runs }, () => JSON.parse(spawnSync(node, ['.cache/bench/diagnose/time-steps.js', folder], { encoding: 'utf8' }).stdout) as Record<string, number>)
  const steps = Object.keys(seen[0] ?? {}).map(step => `${step} ${median(seen.map(times => times[step] ?? 0)).toFixed(0)}`)
  console.log(`  ${name.padEnd(38)} ${steps.join('  ')}`)
}

/** A figure is worth something only where a report came out: of one proxy, with findings, each cluster judged, and the exit code that says so. */
function checkReport(name: string, folder: string, clusters: number): void {
  const { status, stdout, stderr } = spawnSync(node, ['bin/run.js', 'diagnose', folder, '-o', 'json'], { encoding: 'utf8', maxBuffer: 1 << 30 })
  const report = (stdout === '' ? {} : JSON.parse(stdout)) as { targets?: unknown[], findings?: unknown[], coverage?: { clear: number } }
  const { targets = [], findings = [], coverage } = report
  if (status === foundSome && targets.length === 1 && findings.length > 0 && coverage !== undefined && coverage.clear > clusters) return
  throw new Error(`${name}: nothing to measure, exit code ${String(status)}, ${findings.length} findings: ${stderr.slice(0, 500)}`)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
