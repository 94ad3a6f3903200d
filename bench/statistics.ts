/**
 * Claims: a Prometheus page of 616 k lines is visited in at most 0.20x the time and 0.10x the memory of `promtool check metrics`, and what
 * rules need of it kept in at most 0.25x and 0.12x; text of 448 k lines takes at most 0.35x the time of a naive split into a Map.
 */
import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'
import { makeStatsPage } from './generate-stats.ts'
import { measureInTurn, printGoals, printMeasured } from './measure.ts'

const node = process.execPath
const subject = '.cache/bench/read-page.js'
const naive = '.cache/bench/split-into-map.js'
await build({
  entryPoints: ['bench/statistics/read-page.ts', 'bench/statistics/split-into-map.ts'], outdir: '.cache/bench',
  bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning',
})

const runs = 9
const text = makeStatsPage('text', 4000)
const asText = measureInTurn([
  { name: 'what rules need, kept', command: node, args: [subject, 'keep', text.file], timesThread: true },
  { name: 'split into a Map', command: node, args: [naive, text.file], timesThread: true },
], runs)
printMeasured(`statistics as text, ${text.lines} lines, whole process`, asText)
printGoals(asText, [{ name: 'what rules need, kept', time: 0.35 }])

const page = makeStatsPage('prometheus', 4000)
const ours = [
  { name: 'visited', command: node, args: [subject, 'visit', page.file] },
  { name: 'what rules need, kept', command: node, args: [subject, 'keep', page.file] },
]
const title = `statistics as Prometheus text, ${page.lines} lines, whole process`
if (spawnSync('promtool', ['--version']).error === undefined) {
  const rows = measureInTurn([...ours, { name: 'promtool check metrics', command: 'sh', args: ['-c', `promtool check metrics < ${page.file}`] }], runs)
  printMeasured(title, rows)
  printGoals(rows, [{ name: 'visited', time: 0.2, memory: 0.1 }, { name: 'what rules need, kept', time: 0.25, memory: 0.12 }])
} else {
  console.log('promtool is not installed (Debian: prometheus): without the peer')
  printMeasured(title, measureInTurn(ours, runs))
}
