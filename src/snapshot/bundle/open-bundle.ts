import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { CollectError } from '../../errors.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Answer, ProxySnapshot, Snapshot } from '../snapshot.ts'
import { readManifest, type BundledAnswer, type Manifest } from './manifest.ts'

/** More than any honest bundle has. */
const limits = { entries: 100_000, bytes: 2 * 1024 ** 3, entryBytes: 512 * 1024 ** 2 }

interface Contents { files: ReadonlyMap<string, Buffer>, /** Why reading ended early. */ broken: string | undefined }

/** Whether a path is a bundle: a gzip file, or a folder with a manifest of ours. */
export async function isBundle(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return typeof readManifest(await readFile(join(path, 'manifest.json'), 'utf8')) !== 'string'
    const file = await open(path)
    try {
      const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
      return buffer[0] === 0x1f && buffer[1] === 0x8b && await startsWithManifest(path)
    } finally {
      await file.close()
    }
  } catch {
    return false
  }
}

/**
 * Opens a bundle. What is cut or was changed after it was written is read as far as it goes, and said.
 * @throws CollectError where not even the manifest can be read, or it is of a newer version
 */
export async function openBundle(path: string): Promise<Snapshot & { manifest: Manifest }> {
  const isFolder = (await stat(path)).isDirectory()
  const { files, broken } = isFolder ? { files: new Map<string, Buffer>(), broken: undefined } : await readArchive(path)
  const text = isFolder ? await readFile(join(path, 'manifest.json'), 'utf8') : files.get('manifest.json')?.toString('utf8')
  const manifest = text === undefined ? broken ?? 'it holds no manifest' : readManifest(text)
  if (typeof manifest === 'string') {
    throw new CollectError({
      what: `${path} cannot be read as a bundle.`, why: `${manifest}.`,
      tryThis: 'Ask for the bundle again, or unpack it and give the answers it holds as files.',
    })
  }
  const problems: Problem[] = broken === undefined ? [] : [{ source: path, message: `the bundle is incomplete: ${broken}` }]
  const proxies: ProxySnapshot[] = []
  for (const proxy of manifest.proxies) {
    const answers = []
    for (const answer of proxy.answers) answers.push(await toAnswer(path, answer, await entryOf(path, isFolder, files, answer, problems), problems))
    proxies.push({ name: proxy.name, live: false, answers, unreachable: proxy.unreachable })
  }
  return { proxies, problems, manifest, close: () => Promise.resolve() }
}

async function entryOf(path: string, isFolder: boolean, files: ReadonlyMap<string, Buffer>, answer: BundledAnswer, problems: Problem[]): Promise<Buffer | undefined> {
  const { file } = answer
  if (file === undefined) return undefined
  if (!isFolder) return files.get(file)
  // A manifest may say anything; only names that pack.ts makes are opened.
  if (!/^\d+\/\d+-\w+$/.test(file)) {
    problems.push({ source: path, message: `the manifest names ${JSON.stringify(file)}, which is no file of a bundle` })
    return undefined
  }
  try {
    return await readFile(join(path, file))
  } catch {
    return undefined
  }
}

function toAnswer(path: string, answer: BundledAnswer, bytes: Buffer | undefined, problems: Problem[]): Promise<Answer> {
  const { kind, source, query, file, sha256, readAt, readAtFrom } = answer
  let failure = answer.failure
  let content = bytes ?? Buffer.alloc(0)
  if (file !== undefined && bytes === undefined) {
    failure = { reason: 'cut', message: `the bundle lacks ${file}` }
    problems.push({ source: path, message: `the bundle lacks ${file} (${source})` })
  } else if (bytes !== undefined && createHash('sha256').update(bytes).digest('hex') !== sha256) {
    failure = { reason: 'tampered', message: `${file ?? ''} is not what the manifest describes` }
    content = Buffer.alloc(0)
  }
  const time = readAt === undefined ? NaN : Date.parse(readAt)
  return Promise.resolve({
    kind, source, query, failure, readAt: Number.isNaN(time) ? undefined : time, readAtFrom: Number.isNaN(time) ? undefined : readAtFrom,
    bytes: content.length, open: () => inChunks(content),
  })
}

async function* inChunks(bytes: Buffer): AsyncIterable<Uint8Array> {
  await Promise.resolve()
  for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20))
}

async function readArchive(path: string, only?: string): Promise<Contents> {
  const files = new Map<string, Buffer>()
  const tar = extract()
  const source = createReadStream(path)
  const unzipped = source.pipe(createGunzip())
  const fail = (error: Error): void => { tar.destroy(error) }
  source.on('error', fail)
  unzipped.on('error', fail)
  unzipped.pipe(tar)
  let total = 0
  try {
    for await (const entry of tar) {
      const { name, type } = entry.header
      const size = entry.header.size
      total += size
      if (files.size >= limits.entries || total > limits.bytes || size > limits.entryBytes) throw new Error('it is larger than any bundle of ours')
      // Entries live in memory under their names only; nothing is ever unpacked to a path that an archive chose.
      const chunks: Buffer[] = []
      for await (const chunk of entry) chunks.push(chunk as Buffer)
      if (type === 'file') files.set(name, Buffer.concat(chunks))
      if (only !== undefined) break
    }
  } catch (error) {
    return { files, broken: error instanceof Error ? error.message : String(error) }
  } finally {
    source.destroy()
    unzipped.destroy()
    tar.destroy()
  }
  return { files, broken: undefined }
}

async function startsWithManifest(path: string): Promise<boolean> {
  const { files } = await readArchive(path, 'manifest.json')
  return files.has('manifest.json')
}
