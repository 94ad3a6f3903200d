import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { CollectError, UsageError } from '../../errors.ts'
import type { Snapshot } from '../snapshot.ts'
import { createSpool } from '../spool.ts'
import { manifestName } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { storeAnswers } from './store-answers.ts'
import type { SaveOptions, Stored } from './store-answers.ts'
import { writeTar } from './tar.ts'

/**
 * Writes a snapshot as one archive (`.tgz`, `.tar.gz`) or as a folder, readable by its owner only. What is there afterwards
 * is the whole bundle or nothing: it is written beside its place and then moved there. The same snapshot and options give
 * the same bytes. Throws a CollectError when it cannot be written.
 */
export async function saveBundle(snapshot: Snapshot, path: string, options: SaveOptions): Promise<Manifest> {
  await checkPlace(path)
  const isArchive = namesArchive(path)
  const spool = createSpool()
  let work: string | undefined
  try {
    work = await mkdtemp(join(dirname(path), '.meshmedic-'))
    const stored = await storeAnswers(snapshot, options, spool)
    const made = join(work, basename(path))
    await (isArchive ? writeArchive(stored, made) : writeFolder(stored, made))
    await rename(made, path)
    return stored.manifest
  } catch (error) {
    throw explain(error, path)
  } finally {
    await spool.close()
    if (work !== undefined) await rm(work, { recursive: true, force: true })
  }
}

function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`
}

async function writeArchive(stored: Stored, path: string): Promise<void> {
  const text = Buffer.from(manifestText(stored.manifest))
  const manifest = { name: manifestName, content: { bytes: text.length, open: () => Readable.from([text]) } }
  // The manifest comes first, so that a cut archive still tells what it lacks.
  await pipeline(
    Readable.from(writeTar([manifest, ...stored.entries])),
    createGzip({ level: 6 }),
    createWriteStream(path, { mode: 0o600, flush: true }),
  )
}

async function writeFolder(stored: Stored, path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  for (const { name, content } of stored.entries) {
    await mkdir(join(path, dirname(name)), { recursive: true, mode: 0o700 })
    await pipeline(Readable.from(content.open()), createWriteStream(join(path, name), { mode: 0o600 }))
  }
  const file = await open(join(path, manifestName), 'wx', 0o600)
  try {
    await file.writeFile(manifestText(stored.manifest))
    await file.sync()
  } finally {
    await file.close()
  }
}

const namesArchive = (path: string): boolean => /\.(tgz|tar\.gz)$/i.test(path)

/**
 * Says whether a bundle can be written to a path, before the work for it is done. An archive replaces an older one; a folder
 * with something in it is never touched. Throws a UsageError or a CollectError.
 */
export async function checkPlace(path: string): Promise<void> {
  // Only writing tells: there are folders that even their owner cannot write into.
  await mkdtemp(join(dirname(path), '.meshmedic-')).then(rmdir).catch((error: unknown) => {
    throw explain(error, path)
  })
  const isArchive = namesArchive(path)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || (isArchive ? found.isFile() : found.isDirectory() && (await readdir(path)).length === 0)) return
  throw new UsageError({
    what: `${path} cannot take the bundle`,
    why: isArchive ? 'Something that is not a file has that name.' : found.isDirectory() ? 'The folder is not empty.' : 'A file has that name.',
    tryThis: 'Give another name after -O; one that ends in .tgz makes a single file.',
  })
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'There is no space left, here or in the temporary folder.',
  EDQUOT: 'Your quota of disk space is used up.',
  EROFS: 'The file system is read-only.',
  EACCES: 'You may not write there.',
  EPERM: 'You may not write there.',
  EFBIG: 'It is larger than a file may be there.',
  ENOENT: 'The folder it should go into does not exist.',
  ENOTDIR: 'The folder it should go into is a file.',
}

function explain(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^E[A-Z0-9]+$/.test(code)) return error
  return new CollectError({
    what: `The bundle ${path} could not be written`,
    why: reasons[code] ?? (error instanceof Error ? error.message : code),
    tryThis: 'Give a place with enough space that you may write to: -O /tmp/incident.tgz. Nothing was left behind.',
  }, { cause: error })
}
