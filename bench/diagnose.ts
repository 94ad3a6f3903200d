/**
 * Claims: a saved proxy with 1,000 clusters and all evidence is diagnosed in less than 1.5 s and 200 MiB, start-up included, and time grows
 * no faster than the number of clusters, also where every one of them is sick.
 */
import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'
import { makeProxyFolder } from './generate-proxy.ts'
import { measureInTurn, printMeasured } from './measure.ts'

const node = process.execPath
const runs = 7
await build({
  entryPoints: ['bench/diagnose/time-steps.ts'], outdir: '.cache/bench/diagnose', splitting: true, packages: 'external',
  bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning',
})

const everyFiftieth = 50, everyOne = 1
const made = [[1000, everyFiftieth], [3000, everyFiftieth], [10_000, everyFiftieth], [1000, everyOne], [3000, everyOne]] as const
const proxies = made.map(([clusters, sickEvery]) => ({
  folder: makeProxyFolder({ clusters, endpointsPerCluster: 3, logLines: clusters * 20, sickEvery }),
  name: `${clusters} clusters, ${sickEvery === everyOne ? 'all of them' : clusters / sickEvery} sick`,
}))

printMeasured('diagnose a saved proxy, all evidence, whole process; the last is to start and end', measureInTurn([
  ...proxies.map(({ name, folder }) => ({ name, command: node, args: ['bin/run.js', 'diagnose', folder] })),
  { name: '--version', command: node, args: ['bin/run.js', '--version'] },
], runs))

console.log('median milliseconds of each step')
for (const { name, folder } of proxies) {
  const seen = Array.from({ length: runs }, () => JSON.parse(spawnSync(node, ['.cache/bench/diagnose/time-steps.js', folder], { encoding: 'utf8' }).stdout) as Record<string, number>)
  const steps = Object.keys(seen[0] ?? {}).map(step => `${step} ${median(seen.map(times => times[step] ?? 0)).toFixed(0)}`)
  console.log(`  ${name.padEnd(38)} ${steps.join('  ')}`)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
