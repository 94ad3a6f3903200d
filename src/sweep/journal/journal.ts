/**
 * What a run has finished, kept as it comes: a killed run goes on from here. One file beside the store; where several workers share a
 * run, another implementation keeps it in their common store.
 */
export interface Journal {
  /** Keeps one target's result; once it returns, killing the process does not lose it. */
  append: (record: Uint8Array) => Promise<void>
  close: () => Promise<void>
}

export interface Journals {
  /** Opens a run's journal, and gives what it holds already. What was cut by a kill is dropped. */
  open: (run: number) => Promise<{ journal: Journal, records: readonly Uint8Array[] }>
  exists: (run: number) => Promise<boolean>
  remove: (run: number) => Promise<void>
}
