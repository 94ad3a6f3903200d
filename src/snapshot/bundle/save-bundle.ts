import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { CollectError } from '../../errors.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Manifest } from './manifest.ts'
import { packSnapshot, type BundleFile } from './pack.ts'

/**
 * Saves a snapshot as `FILE.tgz`, or as a folder under any other name; readable by its owner only. It appears whole or not at all,
 * and the same snapshot gives the same bytes.
 * @throws CollectError when it cannot be written
 */
export async function saveBundle(snapshot: Snapshot, path: string, options: { tool: Manifest['tool'], redact: boolean }): Promise<void> {
  const files = await packSnapshot(snapshot, options)
  const unfinished = join(dirname(path), `.${process.pid}-${Date.now()}.meshmedic-unfinished`)
  try {
    if (/\.(?:tgz|tar\.gz)$/.test(path)) {
      await writeFile(unfinished, gzipSync(await toTar(files)), { mode: 0o600, flag: 'wx' })
      await chmod(unfinished, 0o600)
    } else {
      await writeFolder(unfinished, files)
    }
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw new CollectError({
      what: `The bundle ${path} cannot be written.`,
      why: error instanceof Error ? error.message : String(error),
      tryThis: 'Give a path that does not exist yet, in a folder that can be written to, with room left. Nothing half-written was left behind.',
    }, { cause: error })
  }
}

async function writeFolder(folder: string, files: readonly BundleFile[]): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  for (const { name, bytes } of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
    await writeFile(join(folder, name), bytes, { mode: 0o600 })
  }
}

async function toTar(files: readonly BundleFile[]): Promise<Buffer> {
  const tar = pack()
  const chunks: Buffer[] = []
  const done = (async () => {
    for await (const chunk of tar) chunks.push(chunk as Buffer)
  })()
  for (const { name, bytes } of files) {
    await new Promise<void>((resolve, reject) => {
      tar.entry({ name, mode: 0o600, mtime: new Date(0) }, bytes, error => error ? reject(error) : resolve())
    })
  }
  tar.finalize()
  await done
  return Buffer.concat(chunks)
}
