/** Private folders that are gone when they are closed, and at the latest when this process ends. */
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const open = new Set<string>()
process.on('exit', () => {
  for (const folder of open) rmSync(folder, { recursive: true, force: true })
})

export interface TemporaryFolder { path: string, remove: () => Promise<void> }

/** A folder that only this user can read. With `keep` nothing but its owner removes it. */
export async function makeTemporaryFolder(keep: boolean): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'meshmedic-lab-'))
  if (keep) return { path, remove: () => Promise.resolve() }
  open.add(path)
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true })
      open.delete(path)
    },
  }
}
