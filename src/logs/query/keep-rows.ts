import type { RowSet } from '../../sources/logs/summary/columns.ts'

/** Keeps the rows marked 1, and what is known of them. `kept` may be one of those lists. @returns how many went */
export function keepRows(set: RowSet, kept: Uint8Array, ...known: readonly (Uint8Array | Int32Array | Float64Array)[]): number {
  const before = set.count
  let to = 0
  for (let k = 0; k < before; k++) {
    if (kept[k] === 0) continue
    set.rows[to] = set.rows[k] ?? 0
    for (const list of known) list[to] = list[k] ?? 0
    to++
  }
  set.count = to
  return before - to
}
