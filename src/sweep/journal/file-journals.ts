import { open, rm, stat } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { StoreError } from '../../errors.ts'
import type { Journals } from './journal.ts'

/** Length and checksum before each record, four bytes each. */
const headBytes = 8

/** Journals as files beside the store: `sweep.db.run-12`. */
export function fileJournals(storeFile: string): Journals {
  const pathOf = (run: number): string => `${storeFile}.run-${run}`
  return {
    async open(run) {
      const path = pathOf(run)
      try {
        const handle = await open(path, 'a+', 0o600)
        const isFile = (await handle.stat()).isFile()
        const { records, length } = splitRecords(isFile ? await handle.readFile() : Buffer.alloc(0))
        // What a kill cut short would make everything after it unreadable.
        if (isFile) await handle.truncate(length)
        let last = Promise.resolve()
        return {
          records,
          journal: {
            append(record) {
              const head = Buffer.alloc(headBytes)
              head.writeUInt32LE(record.length, 0)
              head.writeUInt32LE(crc32(record), 4)
              // One after the other: targets end at the same time, records must not run into one another.
              const mine = last.then(() => handle.appendFile(Buffer.concat([head, record]))).catch((error: unknown) => { throw cannotWrite(path, error) })
              last = mine.catch(() => undefined)
              return mine
            },
            close: () => handle.close(),
          },
        }
      } catch (error) {
        throw cannotWrite(path, error)
      }
    },
    exists: run => stat(pathOf(run)).then(() => true, () => false),
    remove: run => rm(pathOf(run), { force: true }),
  }
}

/** The whole records of a journal, and where the last of them ends. Total. */
export function splitRecords(bytes: Buffer): { records: Uint8Array[], length: number } {
  const records: Uint8Array[] = []
  let at = 0
  while (at + headBytes <= bytes.length) {
    const end = at + headBytes + bytes.readUInt32LE(at)
    if (end > bytes.length) break
    const record = bytes.subarray(at + headBytes, end)
    if (crc32(record) !== bytes.readUInt32LE(at + 4)) break
    records.push(record)
    at = end
  }
  return { records, length: at }
}

function cannotWrite(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error
  return new StoreError({
    what: `What this run finishes cannot be kept in ${path}.`, why: error instanceof Error ? error.message : String(error),
    tryThis: 'Make room on that disk and run the same command with --resume: what was finished before is kept.',
  }, { cause: error })
}
