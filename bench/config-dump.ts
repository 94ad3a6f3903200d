/**
 * Claim: a config_dump of 45 MB becomes evidence in at most 1.1x the time and 0.55x the peak memory of JSON.parse of the same file, and
 * the dump's length has no limit of its own (V8's longest string is 512 MiB).
 */
import { build } from 'esbuild'
import { makeConfigDumpFile } from './generate-config-dump.ts'
import { measureInTurn, printGoals, printMeasured } from './measure.ts'

await build({
  entryPoints: ['bench/config-dump/read-dump.ts', 'bench/config-dump/parse-whole.ts'], outdir: '.cache/bench',
  bundle: true, format: 'esm', platform: 'node', target: 'node20', external: ['yaml'], logLevel: 'warning',
})
const file = makeConfigDumpFile({ clusters: 2000, routeConfigs: 2000, endpointsPerCluster: 18 })
const node = process.execPath
const rows = measureInTurn([
  { name: 'read element by element into evidence', command: node, args: ['.cache/bench/read-dump.js', file], timesThread: true },
  { name: 'JSON.parse of the whole file, nothing else', command: node, args: ['.cache/bench/parse-whole.js', file], timesThread: true },
], 15)
printMeasured('config_dump with 2000 clusters, 36000 endpoints and 8000 routes, whole process', rows)
printGoals(rows, [{ name: 'read element by element into evidence', time: 1.1, memory: 0.55 }])
