import type { Row } from '@libsql/client/sqlite3'
import type { ChangeKind, FindingState, OutboxItem, StoredChange, StoredFinding, StoredRun, TargetState, Told } from '../store.ts'
import type { Severity } from '../../engine/report.ts'

/** Text of a column; empty where it is NULL. */
export function text(row: Row | undefined, name: string): string {
  const value = row?.[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : ''
}

const whole = (row: Row, name: string): number => Number(row[name] ?? 0)
const maybe = (row: Row, name: string): number | undefined => row[name] === null ? undefined : Number(row[name])

export function toRun(row: Row): StoredRun {
  const count = (name: string): number => whole(row, name)
  return {
    id: count('id'), scope: text(row, 'scope'), plan: text(row, 'plan'), started: count('started'), ended: maybe(row, 'ended'),
    state: text(row, 'state') as StoredRun['state'], tool: text(row, 'tool'), process: count('process'), host: text(row, 'host'),
    targets: count('targets'), reached: count('reached'), critical: count('critical'), error: count('error'), warning: count('warning'),
    clear: count('clear'), unchecked: count('unchecked'), exit: count('exit'), opened: count('opened'), worsened: count('worsened'), resolved: count('resolved'),
  }
}

/** @param newest the end of the newest run of its scope, when an open finding was last seen */
export function toFinding(row: Row, newest: number): StoredFinding {
  return {
    scope: text(row, 'scope'), fingerprint: text(row, 'fingerprint'), rule: text(row, 'rule'), severity: text(row, 'severity') as Severity,
    endpoint: text(row, 'endpoint'), subject: text(row, 'subject'), label: text(row, 'label'), title: text(row, 'title'), message: text(row, 'message'),
    docs: text(row, 'docs'), instances: whole(row, 'instances'), cause: text(row, 'cause'), state: text(row, 'state') as FindingState,
    firstSeen: whole(row, 'first_seen'), lastSeen: maybe(row, 'last_seen') ?? newest, resolvedAt: maybe(row, 'resolved_at'),
    firstRun: whole(row, 'first_run'), changedIn: whole(row, 'changed_in'), returns: whole(row, 'returns'), told: text(row, 'told') as Told,
  }
}

export function toChange(row: Row): StoredChange {
  return {
    run: whole(row, 'run'), fingerprint: text(row, 'fingerprint'), kind: text(row, 'kind') as ChangeKind, severity: text(row, 'severity') as Severity,
    before: row.before === null ? undefined : text(row, 'before') as Severity,
  }
}

export function toTarget(row: Row): TargetState {
  return { name: text(row, 'name'), id: text(row, 'target'), reached: whole(row, 'reached') === 1, reason: text(row, 'reason') }
}

export function toMessage(row: Row): OutboxItem {
  return {
    id: whole(row, 'id'), key: text(row, 'key'), receiver: text(row, 'receiver'), body: text(row, 'body'), run: whole(row, 'run'),
    attempts: whole(row, 'attempts'), due: whole(row, 'due'), created: whole(row, 'created'), lastError: row.last_error === null ? undefined : text(row, 'last_error'),
  }
}
