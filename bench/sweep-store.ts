/**
 * Claims: a run that sees what the one before saw writes less than 20 KB; after 90 days of 288 runs a day over 1,000 targets the store has
 * less than 1 GB, and `sweep history` ends in less than 300 ms. The peer is Node that does nothing.
 */
import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@libsql/client/sqlite3'
import { openStore } from '../src/store/open-store.ts'
import type { RunEnd, SeenFinding, TargetState } from '../src/store/store.ts'
import { measureInTurn, printMeasured } from './measure.ts'

const file = join(mkdtempSync(join(tmpdir(), 'meshmedic-bench-')), 'sweep.db')
const [targets, findings, days, runsADay] = [1000, 1000, 90, 288]
const states: TargetState[] = Array.from({ length: targets }, (_, i) => ({ name: `http://10.0.${i >> 8}.${i & 255}:9901`, id: `mesh/shop/virtualNode/n${i}@http://10.0.${i >> 8}.${i & 255}:9901`, reached: i % 50 !== 0, reason: i % 50 === 0 ? 'connection refused' : '' }))
const seen = (i: number): SeenFinding => ({ fingerprint: `f${i}`, rule: 'connectivity/upstream-connect-failure', severity: 'error', endpoint: `mesh/shop/virtualNode/n${i}`, subject: 'cds_egress_shop_payments_http_8080', label: 'payments', title: "Connections to a cluster's hosts cannot be opened", message: `n${i} → payments: 318 of 318 (100 %) connections cannot be opened.`, docs: 'docs/rules/connectivity/upstream-connect-failure.md', instances: 1, cause: `f${i}` })
const end = (at: number, changes: RunEnd['changes']): RunEnd => ({ ended: at + 60_000, numbers: { targets, reached: 980, critical: 0, error: findings, warning: 0, clear: 100_000, unchecked: 20_000, exit: 1 }, changes, targets: states, outbox: [], told: [] })

const store = await openStore(file)
const runOnce = async (at: number, changes: RunEnd['changes'] = []): Promise<void> => {
  const run = await store.beginRun({ scope: 'default', plan: 'p', started: at, tool: 'bench', process: 1, host: 'bench', targets })
  await store.finishRun(run, () => end(at, changes))
}
await runOnce(0, Array.from({ length: findings }, (_, i) => ({ kind: 'opened' as const, finding: seen(i), before: undefined })))
const client = createClient({ url: `file:${file}` })
const written: number[] = []
for (let run = 1; run <= 20; run++) {
  await client.execute('PRAGMA wal_checkpoint(TRUNCATE)')
  await runOnce(run * 300_000)
  written.push(statSync(`${file}-wal`).size)
}
console.log(`a run without change over ${targets} targets with ${findings} findings open writes ${(Math.max(...written) / 1000).toFixed(1)} KB at the most`)

// The runs of 90 days, as a run without change writes them, and 20 changes in each hundredth.
await client.execute({
  sql: `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
    INSERT INTO run (id, scope, plan, started, ended, state, tool, process, host, targets, reached, error, clear, unchecked, exit)
    SELECT i, 'default', '0123456789abcdef', i * 300000, i * 300000 + 60000, 'done', '0.1.0', 1, 'host', 1000, 980, 1000, 100000, 20000, 1 FROM n`, args: [days * runsADay],
})
await client.execute("INSERT INTO change (finding, run, kind, state, severity, before, at) SELECT f.id, r.id, 'worsened', 'open', 'error', 'warning', r.ended FROM run r JOIN finding f ON f.id % 50 = 0 WHERE r.id % 100 = 0 AND r.id >= 100")
await client.execute('PRAGMA wal_checkpoint(TRUNCATE)')
client.close()
await store.close()
console.log(`a store of ${days * runsADay} runs has ${(statSync(file).size / 1e6).toFixed(1)} MB`)
printMeasured('sweep history of that store, whole process; the last is Node that does nothing', measureInTurn([
  { name: 'sweep history', command: process.execPath, args: ['bin/run.js', 'sweep', 'history', '--store', file] },
  { name: 'node', command: process.execPath, args: ['-e', '0'] },
], 3))
