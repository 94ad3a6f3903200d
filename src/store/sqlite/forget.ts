import type { Transaction } from '@libsql/client/sqlite3'

/**
 * Forgets runs that ended before a moment, but the newest of each sweep. Of a finding that is still open, or that changed later, the last
 * change before the moment stays, for it says what the finding was from then on.
 * @param before milliseconds since the epoch
 * @returns how many runs were forgotten
 */
export async function forgetIn(transaction: Transaction, before: number): Promise<number> {
  const { rows } = await transaction.execute({
    sql: `SELECT max(id) AS top, count(*) AS old FROM run r WHERE coalesce(ended, started) < ?1 AND state != 'running'
      AND id < (SELECT max(id) FROM run WHERE scope = r.scope AND state = 'done')`,
    args: [before],
  })
  const top = Number(rows[0]?.top ?? 0)
  if (top === 0) return 0
  await transaction.execute({
    sql: `DELETE FROM run WHERE coalesce(ended, started) < ?1 AND state != 'running' AND id < (SELECT max(id) FROM run n WHERE n.scope = run.scope AND n.state = 'done')`, args: [before],
  })
  await transaction.execute({ sql: "DELETE FROM finding WHERE state IN ('resolved', 'gone') AND resolved_at < ?", args: [before] })
  await transaction.execute('DELETE FROM change WHERE finding NOT IN (SELECT id FROM finding)')
  await transaction.execute({ sql: 'DELETE FROM change WHERE run <= ?1 AND run < (SELECT max(run) FROM change c WHERE c.finding = change.finding AND c.run <= ?1)', args: [top] })
  await transaction.execute({ sql: 'DELETE FROM target_change WHERE run <= ?1 AND run < (SELECT max(run) FROM target_change c WHERE c.target = target_change.target AND c.run <= ?1)', args: [top] })
  await transaction.execute({ sql: 'DELETE FROM target WHERE listed = 0 AND NOT EXISTS (SELECT 1 FROM target_change c WHERE c.target = target.id AND c.run > ?)', args: [top] })
  await transaction.execute('DELETE FROM target_change WHERE target NOT IN (SELECT id FROM target)')
  await transaction.execute({ sql: 'DELETE FROM outbox WHERE failed = 1 AND created < ?', args: [before] })
  return Number(rows[0]?.old ?? 0)
}
