/**
 * Claims: 50 saved proxies of 200 clusters each, all evidence in one archive, are diagnosed in less than 6 s and 400 MiB on two cores; and what the
 * engine costs grows with rules × subjects alone: at 10, 100 and 1,000 simulated proxies a judgement costs the same.
 */
import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'
import { makeFleetArchive } from './generate-fleet.ts'
import { measureInTurn, printMeasured } from './measure.ts'

const node = process.execPath
const [proxies, clusters] = [50, 200]
const archive = makeFleetArchive(proxies, clusters)

const { stdout, status } = spawnSync(node, ['bin/run.js', 'diagnose', archive, '-o', 'json'], { encoding: 'utf8', maxBuffer: 1 << 30 })
const { targets = [], findings = [] } = (stdout === '' ? {} : JSON.parse(stdout)) as { targets?: unknown[], findings?: unknown[] }
if (status !== 1 || targets.length !== proxies || findings.length < proxies) throw new Error(`nothing to measure: exit code ${String(status)}, ${targets.length} targets, ${findings.length} findings`)

printMeasured(`diagnose ${proxies} saved proxies of ${clusters} clusters in one archive, whole process; the last only unpacks it`, measureInTurn([
  { name: 'diagnose', command: node, args: ['bin/run.js', 'diagnose', archive] },
  { name: 'tar', command: 'tar', args: ['-xzOf', archive] },
], 3))

await build({
  entryPoints: ['bench/fleet/time-engine.ts'], outdir: '.cache/bench/fleet', splitting: true, packages: 'external',
  bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning',
})
console.log('milliseconds of CPU at so many simulated proxies, least of 3')
for (const count of [10, 100, 1000]) {
  const seen = Array.from({ length: 3 }, () => JSON.parse(spawnSync(node, ['.cache/bench/fleet/time-engine.js', String(count)], { encoding: 'utf8' }).stdout) as Record<string, number>)
  const least = (step: string): number => Math.min(...seen.map(times => times[step] ?? 0))
  const engine = least('judge') + least('fold')
  console.log(`  ${String(count).padStart(5)}   parse ${least('parse').toFixed(0)}  join ${least('join').toFixed(0)}  judge ${least('judge').toFixed(0)}  fold ${least('fold').toFixed(0)}   engine ${(engine / least('judgements') * 1000).toFixed(1)} µs a judgement of ${least('judgements')}`)
}
