import { readdir, realpath, stat } from 'node:fs/promises'
import type { Dirent, Stats } from 'node:fs'
import { basename, join } from 'node:path'
import type { Problem } from '../../evidence/problem.ts'
import { fileOnDisk } from './found-file.ts'
import type { FoundFile } from './found-file.ts'
import { explainReadError } from './read-decoded.ts'

/** A folder of 10,000 proxies has about so many files; more is a path typed wrong, such as `/`. */
const maxFiles = 100_000
const maxDepth = 32

/** All files below a folder, in the order of their names. Links are followed, but no file is taken twice; dot files, and what lies beside evidence, are left out. */
export async function walkFolder(root: string, isNew: (found: Stats) => boolean, problems: Problem[]): Promise<FoundFile[]> {
  const files: FoundFile[] = []
  const seen = new Set<string>()

  async function visit(folder: string, depth: number): Promise<void> {
    if (files.length >= maxFiles) return
    let entries: Dirent[]
    try {
      const real = await realpath(folder)
      if (seen.has(real)) return
      seen.add(real)
      entries = await readdir(folder, { withFileTypes: true })
    } catch (error) {
      problems.push({ source: folder, message: `the folder cannot be read: ${explainReadError(error, 0).message}` })
      return
    }
    entries.sort((a, b) => a.name < b.name ? -1 : 1)
    for (const entry of entries) {
      if (entry.name.startsWith('.') || !(entry.isFile() || entry.isDirectory() || entry.isSymbolicLink())) continue
      const path = join(folder, entry.name)
      const found = await statQuietly(path, problems)
      if (found?.isDirectory() === true) {
        if (depth >= maxDepth) problems.push({ source: path, message: `more than ${maxDepth} folders deep; not read` })
        else await visit(path, depth + 1)
      } else if (found?.isFile() === true && !liesBesideEvidence(entry.name) && isNew(found)) {
        if (files.length >= maxFiles) return
        files.push(fileOnDisk(path, found))
      }
    }
  }

  await visit(root, 0)
  if (files.length >= maxFiles) problems.push({ source: root, message: `${maxFiles} files were read; if there are more, they were not` })
  return files
}

async function statQuietly(path: string, problems: Problem[]): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    problems.push({ source: path, message: `cannot be read: ${explainReadError(error, 0).message}` })
    return undefined
  }
}

/** Files that describe evidence rather than being it. */
export function liesBesideEvidence(name: string): boolean {
  const base = basename(name)
  return base === 'expected.yaml' || base === 'manifest.json' || /^readme/i.test(base)
}
