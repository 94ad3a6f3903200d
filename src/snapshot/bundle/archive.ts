import { createHash } from 'node:crypto'
import type { Problem } from '../../evidence/problem.ts'
import { gunzip, inflateLimits, isGzip, TooLarge } from '../decompress.ts'
import { readHead } from '../read-head.ts'
import type { FoundFile } from '../saved/found-file.ts'
import { explainReadError } from '../saved/read-decoded.ts'
import type { Failure } from '../snapshot.ts'
import type { Spool, Spooled } from '../spool.ts'
import { manifestName } from './manifest.ts'
import type { TarEntry } from './tar.ts'

/** An entry that was read out of an archive, or of a folder that is a bundle. */
export interface StoredEntry {
  content: Spooled
  sha256: string
  mtime: number | undefined
  /** Set when the archive ended inside it. */
  failure: Failure | undefined
}

export interface OpenedArchive {
  entries: Map<string, StoredEntry>
  /** Why the archive could not be read to its end. */
  damage: Failure | undefined
}

const maxEntries = 100_000
const tarMagicAt = 257

/** Whether a file's content is a tar archive, compressed or not. */
export async function isArchive(file: FoundFile): Promise<boolean> {
  const head = await readBytes(file.open(), 512)
  if (!isGzip(head)) return hasTarMagic(head)
  try {
    return hasTarMagic(await readBytes(gunzip(file.open()), 512))
  } catch {
    return false
  }
}

function hasTarMagic(head: Buffer): boolean {
  return head.subarray(tarMagicAt, tarMagicAt + 5).toString('latin1') === 'ustar'
}

async function readBytes(source: AsyncIterable<Uint8Array>, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= length) break
  }
  return Buffer.concat(chunks).subarray(0, length)
}

/** Most evidence is no archive: the library is loaded when one is met. */
const loadReader = (): Promise<typeof import('./tar.ts')> => import('./tar.ts')

/** The text of manifest.json where it is the first entry, as it is in every bundle; empty otherwise. Reads no further. */
export async function readFirstManifest(file: FoundFile): Promise<string> {
  const { readTar } = await loadReader()
  const isCompressed = isGzip(await readBytes(file.open(), 2))
  for await (const entry of readTar(isCompressed ? gunzip(file.open()) : limit(file.open()))) {
    return entry.isFile && entry.name === manifestName ? await readHead(entry.body, 1024 * 1024) : ''
  }
  return ''
}

/**
 * Reads an archive into the spool. Nothing is ever written under an entry's name, and links are not followed, so that a
 * name can do no harm; unsafe ones are reported and left out all the same. What was read before damage is kept.
 */
export async function readArchive(file: FoundFile, spool: Spool, problems: Problem[]): Promise<OpenedArchive> {
  const opened: OpenedArchive = { entries: new Map(), damage: undefined }
  const { readTar } = await loadReader()
  const isCompressed = isGzip(await readBytes(file.open(), 2))
  const bytes = isCompressed ? gunzip(file.open()) : limit(file.open())
  let current: { name: string, finish: (failure: Failure | undefined) => Promise<void> } | undefined
  try {
    for await (const entry of readTar(bytes)) {
      if (opened.entries.size >= maxEntries) throw new TooLarge(`more than ${maxEntries} entries`)
      const name = entry.name.replace(/^(\.\/)+/, '')
      const refusal = refuse(entry, name, opened)
      if (refusal !== undefined) {
        if (refusal !== '') problems.push({ source: `${file.source}/${name.slice(0, 200)}`, message: refusal })
        continue
      }
      current = { name, finish: startEntry(opened, name, entry, spool) }
      await current.finish(undefined)
      current = undefined
    }
  } catch (error) {
    opened.damage = explainDamage(error)
    // The entry that was being read keeps its part.
    await current?.finish(opened.damage).catch(() => undefined)
  }
  return opened
}

/** Gives a function that reads the body to its end, or, after it failed, keeps what had been read. */
function startEntry(opened: OpenedArchive, name: string, entry: TarEntry, spool: Spool): (failure: Failure | undefined) => Promise<void> {
  const writer = spool.writer()
  const hash = createHash('sha256')
  return async failure => {
    if (failure === undefined) {
      for await (const chunk of entry.body) {
        hash.update(chunk)
        await writer.write(chunk)
      }
    }
    opened.entries.set(name, { content: await writer.finish(), sha256: hash.digest('hex'), mtime: entry.mtime, failure })
  }
}

/** Why an entry is not read; empty where that needs no saying. */
function refuse(entry: TarEntry, name: string, opened: OpenedArchive): string | undefined {
  if (name.endsWith('/') && !entry.isFile) return ''
  if (!entry.isFile) return entry.bytes === 0 && /(^|\/)\.?$/.test(name) ? '' : 'a link or device in an archive is not followed'
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || name.split('/').includes('..')) return 'its name leads out of the archive; not read'
  if (name.length > 1000) return 'its name is too long; not read'
  return opened.entries.has(name) ? 'stands twice in the archive; the first was read' : undefined
}

async function * limit(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > inflateLimits.bytes) throw new TooLarge(`larger than ${inflateLimits.bytes} bytes`)
    yield chunk
  }
}

function explainDamage(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (/Unexpected end of data/.test(message)) return { reason: 'cut', message: 'the archive ends in the middle' }
  if (/Invalid tar header|Invalid header|Header exceeds/.test(message)) return { reason: 'cut', message: 'the archive is damaged' }
  const failure = explainReadError(error, 0)
  return failure.reason === 'cut' ? { reason: 'cut', message: 'the archive ends in the middle or is damaged' } : failure
}
