import type { InValue, Transaction } from '@libsql/client/sqlite3'
import type { Change, ChangeKind, FindingState, RunContext, RunEnd, StoredFinding, TargetState } from '../store.ts'
import { text, toFinding, toRun, toTarget } from './rows.ts'

const stateAfter: Readonly<Record<ChangeKind, FindingState>> = {
  opened: 'open', returned: 'open', worsened: 'open', bettered: 'open', confirmed: 'open', uncertain: 'uncertain', resolved: 'resolved', gone: 'gone',
}

/** How far back changes are looked at for damping; milliseconds. */
const dampingWindow = 24 * 3600 * 1000

/**
 * Ends a run within a transaction that holds the write lock. A run that a newer one of its scope has overtaken gets a new id, so
 * that changes stand in the order in which they were decided.
 */
export async function finishRunIn(transaction: Transaction, given: number, decide: (context: RunContext) => RunEnd): Promise<{ run: number, changes: readonly Change[] }> {
  const row = (await transaction.execute({ sql: 'SELECT * FROM run WHERE id = ?', args: [given] })).rows[0]
  const run = row === undefined ? undefined : toRun(row)
  if (run?.state !== 'running') throw new Error(`run ${given} is ${run?.state ?? 'not known'}: it cannot end twice`)
  const id = await renumber(transaction, given, run.scope)
  const newest = Number((await transaction.execute({ sql: "SELECT max(ended) AS at FROM run WHERE scope = ? AND state = 'done'", args: [run.scope] })).rows[0]?.at ?? 0)
  const rows = (await transaction.execute({ sql: 'SELECT * FROM finding WHERE scope = ?', args: [run.scope] })).rows
  const findings = rows.map(found => toFinding(found, newest))
  const ids = new Map(rows.map(found => [text(found, 'fingerprint'), Number(found.id)]))
  const targets = (await transaction.execute({ sql: 'SELECT * FROM target WHERE scope = ? AND listed = 1', args: [run.scope] })).rows.map(toTarget)
  const end = decide({ findings, targets, run: id, recent: await readRecent(transaction, run.scope, run.started - dampingWindow) })
  const known = new Map(findings.map(finding => [finding.fingerprint, finding]))
  for (const change of end.changes) await writeChange(transaction, change, { id, scope: run.scope, at: end.ended, newest, known, ids })
  for (const { fingerprint, told } of end.told) await transaction.execute({ sql: 'UPDATE finding SET told = ? WHERE scope = ? AND fingerprint = ?', args: [told, run.scope, fingerprint] })
  await writeTargets(transaction, run.scope, id, targets, end.targets)
  for (const { key, receiver, body, due } of end.outbox) {
    await transaction.execute({ sql: 'INSERT OR IGNORE INTO outbox (key, receiver, body, run, due, created) VALUES (?, ?, ?, ?, ?, ?)', args: [key, receiver, body, id, due, end.ended] })
  }
  const { targets: count, reached, critical, error, warning, clear, unchecked, exit } = end.numbers
  const countOf = (...kinds: ChangeKind[]): number => end.changes.filter(change => kinds.includes(change.kind)).length
  await transaction.execute({
    sql: `UPDATE run SET state = 'done', ended = ?, targets = ?, reached = ?, critical = ?, error = ?, warning = ?, clear = ?, unchecked = ?, exit = ?,
      opened = ?, worsened = ?, resolved = ? WHERE id = ?`,
    args: [end.ended, count, reached, critical, error, warning, clear, unchecked, exit, countOf('opened', 'returned'), countOf('worsened'), countOf('resolved', 'gone'), id],
  })
  return { run: id, changes: end.changes }
}

async function renumber(transaction: Transaction, given: number, scope: string): Promise<number> {
  const { rows } = await transaction.execute({ sql: "SELECT max(id) AS top, max(CASE WHEN state = 'done' AND scope = ? THEN id END) AS done FROM run", args: [scope] })
  if (Number(rows[0]?.done ?? 0) < given) return given
  const id = Number(rows[0]?.top ?? 0) + 1
  await transaction.execute({ sql: 'UPDATE run SET id = ? WHERE id = ?', args: [id, given] })
  return id
}

async function readRecent(transaction: Transaction, scope: string, since: number): Promise<RunContext['recent']> {
  const { rows } = await transaction.execute({
    sql: `SELECT f.fingerprint, c.kind, c.at FROM run r JOIN change c ON c.run = r.id JOIN finding f ON f.id = c.finding
      WHERE r.scope = ? AND r.ended >= ? AND c.kind IN ('opened', 'returned', 'resolved', 'gone') ORDER BY c.run DESC`,
    args: [scope, since],
  })
  const recent = new Map<string, { kind: ChangeKind, at: number }[]>()
  for (const row of rows) {
    const fingerprint = text(row, 'fingerprint')
    const list = recent.get(fingerprint) ?? []
    list.push({ kind: text(row, 'kind') as ChangeKind, at: Number(row.at) })
    recent.set(fingerprint, list)
  }
  return recent
}

interface Writing { id: number, scope: string, at: number, newest: number, known: ReadonlyMap<string, StoredFinding>, ids: Map<string, number> }

async function writeChange(transaction: Transaction, { kind, finding, before }: Change, { id, scope, at, newest, known, ids }: Writing): Promise<void> {
  const state = stateAfter[kind]
  const old = known.get(finding.fingerprint)
  const words: InValue[] = [finding.rule, finding.severity, finding.endpoint, finding.subject, finding.label, finding.title, finding.message, finding.docs, finding.instances, finding.cause, state]
  let key = ids.get(finding.fingerprint)
  if (old === undefined || key === undefined) {
    const { lastInsertRowid } = await transaction.execute({
      sql: `INSERT INTO finding (rule, severity, endpoint, subject, label, title, message, docs, instances, cause, state, scope, fingerprint, first_seen, first_run, changed_in)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [...words, scope, finding.fingerprint, at, id, id],
    })
    key = Number(lastInsertRowid)
    ids.set(finding.fingerprint, key)
  } else {
    // Seen until the run before this one, or not for longer.
    const lastSeen = state === 'open' ? null : old.state === 'open' ? newest : old.lastSeen
    await transaction.execute({
      sql: `UPDATE finding SET rule = ?, severity = ?, endpoint = ?, subject = ?, label = ?, title = ?, message = ?, docs = ?, instances = ?, cause = ?, state = ?,
        last_seen = ?, resolved_at = ?, changed_in = ?, returns = returns + ? WHERE id = ?`,
      args: [...words, lastSeen, state === 'resolved' || state === 'gone' ? at : null, id, kind === 'returned' ? 1 : 0, key],
    })
  }
  await transaction.execute({
    sql: 'INSERT INTO change (finding, run, kind, state, severity, before, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    args: [key, id, kind, state, finding.severity, before ?? null, at],
  })
}

/** Writes only targets that are not as they were, and those that are no longer listed. */
async function writeTargets(transaction: Transaction, scope: string, run: number, before: readonly TargetState[], after: readonly TargetState[]): Promise<void> {
  const old = new Map(before.map(target => [target.name, target]))
  const names = new Set(after.map(target => target.name))
  const changed = after.filter(target => {
    const known = old.get(target.name)
    return known === undefined || known.reached !== target.reached || known.id !== target.id || known.reason !== target.reason
  })
  const write = async ({ name, id, reached, reason }: TargetState, listed: 0 | 1): Promise<void> => {
    const { rows } = await transaction.execute({
      sql: `INSERT INTO target (scope, name, target, reached, reason, listed) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (scope, name) DO UPDATE SET target = excluded.target, reached = excluded.reached, reason = excluded.reason, listed = excluded.listed RETURNING id`,
      args: [scope, name, id, reached ? 1 : 0, reason, listed],
    })
    await transaction.execute({
      sql: 'INSERT OR REPLACE INTO target_change (target, run, reached, reason, listed) VALUES (?, ?, ?, ?, ?)',
      args: [Number(rows[0]?.id), run, reached ? 1 : 0, reason, listed],
    })
  }
  for (const target of changed) await write(target, 1)
  for (const target of before) if (!names.has(target.name)) await write(target, 0)
}
