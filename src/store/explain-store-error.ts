import { MeshmedicError, StoreError } from '../errors.ts'

/** Turns what SQLite says into what happened, why, and what to try. What is already explained stays. */
export function explainStoreError(error: unknown, file: string): MeshmedicError {
  if (error instanceof MeshmedicError) return error
  const { code = '', message } = error as { code?: string, message?: string }
  const why = message ?? String(error)
  if (/CORRUPT|NOTADB/.test(code)) return corruptStore(file, why)
  if (/FULL|IOERR/.test(code)) {
    return new StoreError({
      what: `The store ${file} cannot be written.`, why: `${why}. Nothing of what it held is lost; what this run has finished stays beside it.`,
      tryThis: 'Make room on that disk and run the same command with --resume; --keep 30d forgets older runs.',
    }, { cause: error })
  }
  if (/BUSY|LOCKED/.test(code)) {
    return new StoreError({
      what: `The store ${file} is in use.`, why: 'Another process has been writing to it for a minute.', tryThis: 'Wait for it to end, or give this sweep a store of its own: --store FILE.',
    }, { cause: error })
  }
  if (/CANTOPEN|EEXIST|READONLY|PERM|AUTH|EACCES|EROFS|ENOENT|ENOTDIR/.test(code)) {
    return new StoreError({ what: `The store ${file} cannot be opened.`, why, tryThis: 'Give a file in a folder that exists and can be written to: --store FILE.' }, { cause: error })
  }
  return new StoreError({ what: `The store ${file} failed.`, why: `${code} ${why}`.trim(), tryThis: 'Run it again; `meshmedic sweep --new-store` begins a new one and keeps this one aside.' }, { cause: error })
}

export function corruptStore(file: string, why: string): StoreError {
  return new StoreError({
    what: `The store ${file} is damaged.`, why: `SQLite's check says: ${why}.`,
    tryThis: 'Restore it from a backup; or run the sweep with --new-store, which keeps the damaged one aside and begins a new one.',
  })
}
