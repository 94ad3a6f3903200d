import { chmod, mkdir, rename, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Client } from '@libsql/client/sqlite3'
import { StoreError } from '../errors.ts'
import { corruptStore, explainStoreError } from './explain-store-error.ts'
import { migrations } from './migrations.ts'
import { text } from './sqlite/rows.ts'
import { SqliteStore } from './sqlite/sqlite-store.ts'
import type { SweepStore } from './store.ts'

export interface OpenStoreOptions {
  /** A store that does not exist is an error instead of a new one: for commands that only read. */
  mustExist?: boolean
  /** Let SQLite check the whole file first. */
  check?: boolean
  /** Milliseconds to wait for another process that writes. */
  patience?: number
}

/**
 * Opens the store in a file, creates it where there is none, and brings it to the current version.
 * @throws StoreError where it is damaged, of a newer version, or cannot be written
 */
export async function openStore(file: string, { mustExist = false, check = true, patience = 60_000 }: OpenStoreOptions = {}): Promise<SweepStore> {
  const path = resolve(file)
  if (mustExist && !await exists(path)) {
    throw new StoreError({ what: `There is no store ${file}.`, why: 'No sweep has written to it yet.', tryThis: 'Run `meshmedic sweep …` first, or name the store it wrote: --store FILE.' })
  }
  try {
    await mkdir(dirname(path), { recursive: true })
    // A native module: loaded by sweeps alone.
    const { createClient } = await import('@libsql/client/sqlite3')
    const client = createClient({ url: pathToFileURL(path).href, timeout: patience, concurrency: 2 })
    try {
      await prepare(client, file, check)
      await chmod(path, 0o600)
    } catch (error) {
      client.close()
      throw error
    }
    return new SqliteStore(client, file)
  } catch (error) {
    throw explainStoreError(error, file)
  }
}

/**
 * Moves a store aside, with what belongs to it, so that a new one can begin.
 * @param stamp becomes part of the name
 * @returns where it lies now; undefined where there was none
 */
export async function setStoreAside(file: string, stamp: string): Promise<string | undefined> {
  const path = resolve(file)
  if (!await exists(path)) return undefined
  const aside = `${path}.aside-${stamp}`
  for (const ending of ['', '-wal', '-shm']) {
    if (await exists(path + ending)) await rename(path + ending, aside + ending).catch((error: unknown) => { throw explainStoreError(error, file) })
  }
  return aside
}

async function prepare(client: Client, file: string, check: boolean): Promise<void> {
  await client.execute('PRAGMA journal_mode = WAL')
  if (check) {
    const found = text((await client.execute('PRAGMA quick_check(1)')).rows[0], 'quick_check')
    if (found !== 'ok') throw corruptStore(file, found)
  }
  if (await readVersion(client) === migrations.length) return
  const transaction = await client.transaction('write')
  try {
    const version = Number((await transaction.execute('PRAGMA user_version')).rows[0]?.[0] ?? 0)
    if (version > migrations.length) throw newerStore(file, version)
    const tables = Number((await transaction.execute('SELECT count(*) FROM sqlite_schema')).rows[0]?.[0] ?? 0)
    if (version === 0 && tables > 0) throw foreignStore(file)
    for (const statement of migrations.slice(version).flat()) await transaction.execute(statement)
    await transaction.execute(`PRAGMA user_version = ${migrations.length}`)
    await transaction.commit()
  } finally {
    transaction.close()
  }
}

async function readVersion(client: Client): Promise<number> {
  return Number((await client.execute('PRAGMA user_version')).rows[0]?.[0] ?? 0)
}

function newerStore(file: string, version: number): StoreError {
  return new StoreError({
    what: `The store ${file} is of a newer version.`, why: `It has version ${version}; this meshmedic knows up to ${migrations.length}.`,
    tryThis: 'Use the meshmedic that wrote it, or another file: --store FILE. It was not changed.',
  })
}

function foreignStore(file: string): StoreError {
  return new StoreError({ what: `${file} is no store of sweeps.`, why: 'It is a SQLite database of something else.', tryThis: 'Give another file: --store FILE. It was not changed.' })
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false)
}
