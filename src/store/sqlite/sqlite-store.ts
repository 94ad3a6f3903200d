import type { Client, InArgs, Row, Transaction } from '@libsql/client/sqlite3'
import { explainStoreError } from '../explain-store-error.ts'
import type { OutboxItem, RunContext, RunEnd, RunStart, StoredChange, StoredFinding, StoredRun, SweepStore, TargetState, Change } from '../store.ts'
import { finishRunIn } from './finish-run.ts'
import { forgetIn } from './forget.ts'
import { text, toChange, toFinding, toMessage, toRun, toTarget } from './rows.ts'

/** The store in one SQLite file. */
export class SqliteStore implements SweepStore {
  readonly #client: Client
  readonly #file: string

  constructor(client: Client, file: string) {
    this.#client = client
    this.#file = file
  }

  async beginRun({ scope, plan, started, tool, process, host, targets }: RunStart): Promise<number> {
    const rows = await this.#ask("INSERT INTO run (scope, plan, started, state, tool, process, host, targets) VALUES (?, ?, ?, 'running', ?, ?, ?, ?) RETURNING id", [scope, plan, started, tool, process, host, targets])
    return Number(rows[0]?.id)
  }

  async unfinishedRun(scope: string): Promise<StoredRun | undefined> {
    return (await this.unfinishedRuns(scope))[0]
  }

  async unfinishedRuns(scope: string): Promise<StoredRun[]> {
    return (await this.#ask("SELECT * FROM run WHERE scope = ? AND state = 'running' ORDER BY id DESC", [scope])).map(toRun)
  }

  finishRun(run: number, decide: (context: RunContext) => RunEnd): Promise<{ run: number, changes: readonly Change[] }> {
    return this.#write(transaction => finishRunIn(transaction, run, decide))
  }

  async abandonRun(run: number): Promise<void> {
    await this.#ask("UPDATE run SET state = 'abandoned' WHERE id = ? AND state = 'running'", [run])
  }

  async listRuns(scope: string | undefined, most: number): Promise<StoredRun[]> {
    const rows = scope === undefined
      ? await this.#ask('SELECT * FROM run ORDER BY id DESC LIMIT ?', [most])
      : await this.#ask('SELECT * FROM run WHERE scope = ? ORDER BY id DESC LIMIT ?', [scope, most])
    return rows.map(toRun)
  }

  async readRun(run: number): Promise<StoredRun | undefined> {
    return (await this.#ask('SELECT * FROM run WHERE id = ?', [run])).map(toRun)[0]
  }

  async openFindings(scope: string): Promise<StoredFinding[]> {
    return this.#findings("SELECT * FROM finding WHERE scope = ? AND state IN ('open', 'uncertain')", [scope])
  }

  async listFindings(scope: string | undefined): Promise<StoredFinding[]> {
    return scope === undefined ? this.#findings('SELECT * FROM finding ORDER BY id', []) : this.#findings('SELECT * FROM finding WHERE scope = ? ORDER BY id', [scope])
  }

  async findingsAt(run: number): Promise<StoredFinding[]> {
    return this.#findings(`SELECT f.fingerprint, f.scope, f.rule, f.endpoint, f.subject, f.label, f.title, f.message, f.docs, f.instances, f.cause, f.first_seen, f.last_seen,
      f.resolved_at, f.first_run, f.changed_in, f.returns, f.told, c.state, c.severity FROM run r JOIN finding f ON f.scope = r.scope JOIN change c ON c.finding = f.id
      WHERE r.id = ?1 AND c.state IN ('open', 'uncertain') AND c.run = (SELECT max(run) FROM change WHERE finding = f.id AND run <= ?1)`, [run])
  }

  async changesIn(run: number): Promise<StoredChange[]> {
    return (await this.#ask('SELECT c.*, f.fingerprint FROM change c JOIN finding f ON f.id = c.finding WHERE c.run = ?', [run])).map(toChange)
  }

  async unreachedAt(run: number): Promise<TargetState[]> {
    const rows = await this.#ask(`SELECT t.name, t.target, c.reached, c.reason FROM run r JOIN target t ON t.scope = r.scope JOIN target_change c ON c.target = t.id
      WHERE r.id = ?1 AND c.listed = 1 AND c.reached = 0 AND c.run = (SELECT max(run) FROM target_change WHERE target = t.id AND run <= ?1) ORDER BY t.name`, [run])
    return rows.map(toTarget)
  }

  forget(before: number): Promise<number> {
    return this.#write(transaction => forgetIn(transaction, before))
  }

  async dueMessages(now: number, most: number): Promise<OutboxItem[]> {
    return (await this.#ask(`SELECT * FROM outbox m WHERE failed = 0 AND due <= ?1
      AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.receiver = m.receiver AND b.failed = 0 AND b.id < m.id AND b.due > ?1) ORDER BY id LIMIT ?2`, [now, most])).map(toMessage)
  }

  async countMessages(): Promise<{ waiting: number, failed: number }> {
    const [row] = await this.#ask('SELECT count(*) FILTER (WHERE failed = 0) AS waiting, count(*) FILTER (WHERE failed = 1) AS failed FROM outbox', [])
    return { waiting: Number(row?.waiting ?? 0), failed: Number(row?.failed ?? 0) }
  }

  async settleMessage(id: number, outcome: { again: number, error: string } | { delivered: true } | { failed: string }): Promise<void> {
    if ('delivered' in outcome) await this.#ask('DELETE FROM outbox WHERE id = ?', [id])
    else if ('failed' in outcome) await this.#ask('UPDATE outbox SET failed = 1, attempts = attempts + 1, last_error = ? WHERE id = ?', [outcome.failed, id])
    else await this.#ask('UPDATE outbox SET attempts = attempts + 1, due = ?, last_error = ? WHERE id = ?', [outcome.again, outcome.error, id])
  }

  async close(): Promise<void> {
    // The last one out folds the log back into the file; a reader elsewhere only leaves it for later.
    await this.#client.execute('PRAGMA wal_checkpoint(PASSIVE)').catch(() => undefined)
    this.#client.close()
  }

  async #findings(sql: string, args: InArgs): Promise<StoredFinding[]> {
    const ends = new Map((await this.#ask("SELECT scope, max(ended) AS at FROM run WHERE state = 'done' GROUP BY scope", [])).map(row => [text(row, 'scope'), Number(row.at)]))
    return (await this.#ask(sql, args)).map(row => toFinding(row, ends.get(text(row, 'scope')) ?? 0))
  }

  async #ask(sql: string, args: InArgs): Promise<Row[]> {
    try {
      return (await this.#client.execute({ sql, args })).rows
    } catch (error) {
      throw explainStoreError(error, this.#file)
    }
  }

  async #write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let transaction: Transaction | undefined
    try {
      transaction = await this.#client.transaction('write')
      const result = await work(transaction)
      await transaction.commit()
      return result
    } catch (error) {
      throw explainStoreError(error, this.#file)
    } finally {
      transaction?.close()
    }
  }
}
