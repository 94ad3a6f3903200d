import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Change, ChangeKind, RunEnd, RunNumbers, RunStart, SeenFinding, SweepStore } from '../../src/store/store.ts'

/** A path for a store that does not exist yet. */
export const newStorePath = (): string => join(mkdtempSync(join(tmpdir(), 'meshmedic-store-')), 'sweep.db')

export const start = (changes: Partial<RunStart> = {}): RunStart => ({ scope: 'default', plan: 'p', started: 1000, tool: '0.1.0', process: 1, host: 'here', targets: 2, ...changes })

export const numbers: RunNumbers = { targets: 2, reached: 2, critical: 0, error: 1, warning: 0, clear: 10, unchecked: 3, exit: 1 }

export function seen(fingerprint: string, changes: Partial<SeenFinding> = {}): SeenFinding {
  return {
    fingerprint, rule: 'connectivity/upstream-connect-failure', severity: 'error', endpoint: 'mesh/shop/virtualNode/checkout', subject: 'orders', label: 'orders',
    title: 'Connections fail', message: 'checkout → orders fails', docs: 'docs/rules/x.md', instances: 1, cause: fingerprint, ...changes,
  }
}

export const change = (kind: ChangeKind, fingerprint: string, changes: Partial<SeenFinding> = {}, before?: Change['before']): Change => ({ kind, finding: seen(fingerprint, changes), before })

/** Makes a whole run. @returns its id */
export async function runOnce(store: SweepStore, at: number, end: Partial<RunEnd> = {}, changes: Partial<RunStart> = {}): Promise<number> {
  const run = await store.beginRun(start({ started: at, ...changes }))
  return (await store.finishRun(run, () => ({ ended: at + 5, numbers, changes: [], targets: [], outbox: [], told: [], ...end }))).run
}
