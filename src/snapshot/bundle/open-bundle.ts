import { createHash } from 'node:crypto'
import { lstat, readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { CollectError } from '../../errors.ts'
import type { Problem } from '../../evidence/problem.ts'
import { readHead } from '../read-head.ts'
import { fileOnDisk, openFile } from '../saved/found-file.ts'
import type { FoundFile } from '../saved/found-file.ts'
import { explainReadError } from '../saved/read-decoded.ts'
import type { Answer, Failure, ProxySnapshot, Snapshot } from '../snapshot.ts'
import { createSpool } from '../spool.ts'
import type { Spool } from '../spool.ts'
import { isArchive, readArchive, readFirstManifest } from './archive.ts'
import type { OpenedArchive, StoredEntry } from './archive.ts'
import { isOurs, manifestName, parseManifest } from './manifest.ts'
import type { Manifest, ManifestAnswer } from './manifest.ts'

/** Entry names as we write them; in a folder they become paths. */
const safeName = /^(?!.{240})[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/

type LookUp = (name: string) => Promise<StoredEntry | undefined>

/** A bundle's manifest and what it names. */
export interface OpenedBundle {
  manifest: Manifest
  proxies: ProxySnapshot[]
}

/**
 * Checks every entry that a manifest names against its digest, and gives the proxies. What is missing, cut or changed is an
 * answer with that failure, and a problem; the others are read.
 */
async function openEntries(manifest: Manifest, source: string, lookUp: LookUp, damage: Failure | undefined, problems: Problem[]): Promise<OpenedBundle> {
  problems.push(...manifest.problems.map(problem => ({ ...problem })))
  const proxies: ProxySnapshot[] = []
  for (const { answers, ...proxy } of manifest.proxies) {
    const opened: Answer[] = []
    for (const answer of answers) opened.push(await openAnswer(answer, source, lookUp, damage, problems))
    proxies.push({ ...proxy, answers: opened })
  }
  return { manifest, proxies }
}

async function openAnswer(
  stored: ManifestAnswer, source: string, lookUp: LookUp, damage: Failure | undefined, problems: Problem[],
): Promise<Answer> {
  const { file, bytes, sha256, readAt, ...rest } = stored
  const time = readAt === undefined ? NaN : Date.parse(readAt)
  const answer = { ...rest, readAt: Number.isNaN(time) ? undefined : time, readAtFrom: Number.isNaN(time) ? undefined : rest.readAtFrom }
  if (file === undefined) return { ...answer, bytes: 0, open: openNothing }
  const entry = safeName.test(file) ? await lookUp(file) : undefined
  const failure = entry === undefined
    ? damage ?? { reason: 'unreadable', message: 'the bundle does not hold it' } as const
    : entry.failure ?? (entry.sha256 === sha256 ? undefined : changed(entry, bytes))
  if (failure !== undefined) problems.push({ source: `${source}/${file}`, message: failure.message })
  // The part of a cut entry is evidence; content that someone changed is none.
  const readable = entry !== undefined && failure?.reason !== 'tampered' ? entry : undefined
  return {
    ...answer, failure: failure ?? answer.failure, bytes: readable?.content.bytes ?? 0, open: readable?.content.open ?? openNothing,
  }
}

function changed(entry: StoredEntry, bytes: number): Failure {
  return { reason: 'tampered', message: `its content is not what was saved (${entry.content.bytes} bytes with another sha256, ${bytes} were saved); not read` }
}

/** Whether a path is a bundle of ours, as a folder or as an archive, of whatever version and in whatever state. */
export async function isBundle(path: string): Promise<boolean> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return isOurManifest(await readFile(join(path, manifestName), 'utf8'))
    if (!found.isFile()) return false
    const file = fileOnDisk(path, found)
    return await isArchive(file) && isOurManifest(await readFirstManifest(file))
  } catch {
    return false
  }
}

/**
 * Opens a bundle. What is cut or was changed after it was saved is read as far as it goes, and said. Throws a CollectError
 * where not even the manifest can be read, or it is of a newer form.
 */
export async function openBundle(path: string): Promise<Snapshot & { manifest: Manifest }> {
  const found = await stat(path).catch((error: unknown) => {
    throw notABundle(path, `${explainReadError(error, 0).message}.`)
  })
  const spool = createSpool()
  const problems: Problem[] = []
  try {
    const { manifest, proxies } = found.isDirectory()
      ? await openBundleFolder(path, problems)
      : await openBundleArchive(fileOnDisk(path, found), spool, problems)
    return { manifest, proxies, problems, close: () => spool.close() }
  } catch (error) {
    await spool.close()
    throw error
  }
}

export async function openBundleFolder(folder: string, problems: Problem[]): Promise<OpenedBundle> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => undefined)
  if (text === undefined) throw notABundle(folder, 'The folder has no manifest.json.')
  return openEntries(parseManifest(text, folder), folder, await lookIntoFolder(folder), undefined, problems)
}

async function openBundleArchive(file: FoundFile, spool: Spool, problems: Problem[]): Promise<OpenedBundle> {
  if (!await isArchive(file)) throw notABundle(file.source, 'It is no archive, or one that is cut or damaged at its beginning.')
  const archive = await readArchive(file, spool, problems)
  const bundle = await openArchivedBundle(file.source, archive, problems)
  if (bundle === undefined) throw notABundle(file.source, archive.damage === undefined ? 'It holds no manifest.json of ours.' : `${archive.damage.message}.`)
  return bundle
}

/** The bundle in an archive; undefined for an archive of other files. */
export async function openArchivedBundle(source: string, archive: OpenedArchive, problems: Problem[]): Promise<OpenedBundle | undefined> {
  const entry = archive.entries.get(manifestName)
  const text = entry === undefined ? '' : await readHead(entry.content.open(), 64 * 1024 * 1024)
  if (!isOurManifest(text)) return undefined
  const manifest = parseManifest(text, source)
  const { damage } = archive
  if (damage !== undefined) problems.push({ source, message: `the bundle is incomplete: ${damage.message}` })
  const named = new Set(manifest.proxies.flatMap(proxy => proxy.answers.map(answer => answer.file)))
  const strangers = [...archive.entries.keys()].filter(name => name !== manifestName && !named.has(name)).length
  if (strangers > 0) problems.push({ source, message: `${strangers} of its entries ${strangers === 1 ? 'is' : 'are'} not in the manifest and ${strangers === 1 ? 'was' : 'were'} not read` })
  return openEntries(manifest, source, name => Promise.resolve(archive.entries.get(name)), damage, problems)
}

function notABundle(path: string, why: string): CollectError {
  return new CollectError({
    what: `${path} is not a bundle that can be read`, why,
    tryThis: 'Give what `meshmedic collect TARGET -O FILE` saved; other evidence is read by `meshmedic diagnose`.',
  })
}

/** Another tool's manifest.json is a file like any other; one of ours that was cut is still ours. */
function isOurManifest(text: string): boolean {
  try {
    return isOurs(JSON.parse(text))
  } catch {
    return /"tool"\s*:\s*\{\s*"name"\s*:\s*"meshmedic"/.test(text)
  }
}

/** Finds entries in a folder: regular files inside it, reached without links. */
async function lookIntoFolder(folder: string): Promise<LookUp> {
  const root = await realpath(folder)
  return async name => {
    const path = join(root, name)
    try {
      const found = await lstat(path)
      if (!found.isFile() || !(await realpath(path)).startsWith(root + sep)) return undefined
      const hash = createHash('sha256')
      for await (const chunk of openFile(path, found.size)) hash.update(chunk)
      const content = { bytes: found.size, open: () => openFile(path, found.size) }
      return { content, sha256: hash.digest('hex'), mtime: undefined, failure: undefined }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      return { content: { bytes: 0, open: openNothing }, sha256: '', mtime: undefined, failure: explainReadError(error, 0) }
    }
  }
}

// eslint-disable-next-line @typescript-eslint/require-await
async function * openNothing(): AsyncGenerator<Uint8Array> {
  yield* []
}
