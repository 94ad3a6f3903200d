/**
 * Mutates what parsers are given and looks whether they keep their word: `npm run fuzz -- --seed 7 --inputs 10000000 --only stats-text`.
 * An input that breaks something is made small and kept in fuzz/corpus, which the tests replay; the exit code is then 1.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { addToCorpus } from './corpus.ts'
import { runShares } from './pool.ts'
import { findTarget, targets } from './targets.ts'
import type { Result, Share } from './worker.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, inputs: { type: 'string', default: '1000000' }, only: { type: 'string', multiple: true, default: [] } },
})
const chosen = values.only.length === 0 ? targets : values.only.flatMap(names => names.split(',')).map(findTarget)
const whole = chosen.reduce((sum, target) => sum + target.inputs, 0)

/** As many shares as this whatever the machine has: how a target's inputs are shared decides which they are. */
const sharesEach = 4
const shares: Share[] = chosen.flatMap(({ name, inputs }) => Array.from({ length: sharesEach }, (_, i) => ({
  target: name, seed: Number(values.seed) * sharesEach + i, inputs: Math.ceil(inputs / whole * Number(values.inputs) / sharesEach),
})))

const results: Result[] = []
const start = Date.now()
await runShares(shares, availableParallelism(), result => {
  results.push(result)
  // A whole run takes long: what is done is told at once.
  if (process.stderr.isTTY || results.length % sharesEach === 0) {
    process.stderr.write(`${results.reduce((sum, { inputs }) => sum + inputs, 0)} inputs, ${results.length} of ${shares.length} shares; last ${result.target}, ${result.breakages.length} failures\n`)
  }
})

const table = new Table({ head: ['target', 'inputs', 'outcomes', 'mean µs', 'slowest µs', 'failures'], colAligns: ['left', 'right', 'right', 'right', 'right', 'right'], style: { head: [], border: [], compact: true } })
const broken = new Map<string, string>()
let total = 0
for (const { name } of chosen) {
  const own = results.filter(result => result.target === name)
  const inputs = own.reduce((sum, result) => sum + result.inputs, 0)
  total += inputs
  // Shares find the same: one failure is told once.
  const failures = new Map(own.flatMap(result => result.breakages).map(breakage => [breakage.why.replace(/\d+|["'].*$/gm, '#').slice(0, 200), breakage]))
  for (const { why, input } of failures.values()) broken.set(addToCorpus(name, input), why)
  table.push([name, inputs, new Set(own.flatMap(result => result.outcomes)).size, Math.round(own.reduce((sum, result) => sum + result.took, 0) * 1000 / inputs), Math.round(Math.max(...own.map(result => result.slowest))), failures.size])
}
console.log(table.toString())
console.log(`${total} inputs in ${Math.round((Date.now() - start) / 1000)} s, seed ${values.seed}`)
for (const [path, why] of broken) console.log(`\n${path}\n  ${why.split('\n').slice(0, 6).join('\n  ')}`)
if (broken.size > 0) process.exitCode = 1
