import { isKnown, type Known } from '../evidence/absent.ts'
import type { ProxyEvidence } from '../evidence/proxy-evidence.ts'
import { demandProxy } from './demand-proxy.ts'
import { selectRows, type Selection } from './selection.ts'
import type { Table } from './sheet.ts'

/** One secret of SDS or of the bootstrap; what it keeps secret was never read. */
export interface SecretRow {
  name: string
  /** `active`, `warming` (asked for, not delivered), `static` */
  state: string
  /** `tls_certificate`, `validation_context`, …; unset while nothing was delivered */
  kind: string | undefined
  sans: readonly string[]
  version: string | undefined
  updatedAt: Date | undefined
  /** Clusters and listeners that name it, by their decoded names. */
  usedBy: Known<readonly string[]>
}

/** The secrets that a proxy was given or still waits for. */
export function listSecrets(evidence: ProxyEvidence, selection: Selection): Known<Table<SecretRow>> {
  const secrets = demandProxy(evidence, proxy => proxy.secrets)
  if (!isKnown(secrets)) return secrets
  const users = findUsers(evidence)
  const rows = secrets.map(({ name, state, kind, sans, version, updatedAt }): SecretRow => ({
    name, state, kind, sans, version, updatedAt, usedBy: isKnown(users) ? users.get(name) ?? [] : users,
  }))
  return selectRows(rows, selection, ({ name, sans, state, usedBy }) => ({ names: [name, ...sans, ...isKnown(usedBy) ? usedBy : []], status: [state] }))
}

function findUsers(evidence: ProxyEvidence): Known<ReadonlyMap<string, readonly string[]>> {
  const clusters = demandProxy(evidence, proxy => proxy.clusters)
  const listeners = demandProxy(evidence, proxy => proxy.listeners)
  if (!isKnown(clusters)) return clusters
  if (!isKnown(listeners)) return listeners
  const users = new Map<string, Set<string>>()
  const note = (names: readonly string[], user: string): void => {
    for (const name of names) users.set(name, (users.get(name) ?? new Set()).add(user))
  }
  for (const { label, tls } of clusters) if (tls !== undefined && isKnown(tls)) note(tls.secrets, `cluster ${label}`)
  for (const { label, chains } of listeners) if (isKnown(chains)) for (const { tls } of chains) if (tls !== undefined) note(tls.secrets, `listener ${label}`)
  return new Map(Array.from(users, ([name, set]) => [name, [...set]]))
}
