import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { CollectError } from '../../errors.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Manifest } from './manifest.ts'
import { saveBundle } from './save-bundle.ts'
import type { SaveOptions } from './store-answers.ts'

/**
 * Saves what was collected; where its place fails meanwhile, into the temporary folder: a proxy says only once how it was.
 * @throws CollectError where it is not where it should be; it names where it is instead
 */
export async function saveOrRescue(snapshot: Snapshot, path: string, options: SaveOptions): Promise<Manifest> {
  try {
    return await saveBundle(snapshot, path, options)
  } catch (error) {
    if (!(error instanceof CollectError)) throw error
    const rescued = await rescue(snapshot, path, options)
    throw new CollectError({
      what: error.message, why: error.why,
      tryThis: rescued === undefined ? `Nothing of it could be saved in ${tmpdir()} either: make room, or collect again into another place.` : `What was collected is not lost: it is in ${rescued}.`,
    }, { cause: error })
  }
}

/** Where it is now; undefined where that failed too. */
async function rescue(snapshot: Snapshot, path: string, options: SaveOptions): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'meshmedic-rescued-')).catch(() => undefined)
  if (folder === undefined) return undefined
  const rescued = join(folder, basename(path))
  try {
    await saveBundle(snapshot, rescued, options)
    return rescued
  } catch {
    await rm(folder, { recursive: true, force: true })
    return undefined
  }
}
