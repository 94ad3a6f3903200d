import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../../evidence/problem.ts'
import type { SweepTarget, TargetOptions } from './target.ts'

/** What is saved in a folder: each bundle, archive or folder in it is a target. A bundle or file itself is one. */
export async function listBundles(path: string, labels: Readonly<Record<string, string>>, options: TargetOptions): Promise<{ targets: SweepTarget[], problems: Problem[] }> {
  const toTarget = (saved: string): SweepTarget => ({ name: saved, live: undefined, saved, labels, source: path, options, expected: undefined })
  try {
    if (!(await stat(path)).isDirectory()) return { targets: [toTarget(path)], problems: [] }
    const entries = (await readdir(path, { withFileTypes: true })).filter(entry => !entry.name.startsWith('.')).sort((a, b) => a.name < b.name ? -1 : 1)
    // Loose files that are no archives are the answers of one proxy: the folder itself is the target.
    const apart = entries.filter(entry => entry.isDirectory() || /\.(?:tgz|tar|tar\.gz)$/.test(entry.name))
    if (apart.length === 0 || entries.some(entry => entry.isFile() && entry.name === 'manifest.json')) return { targets: entries.length === 0 ? [] : [toTarget(path)], problems: entries.length === 0 ? [{ source: path, message: 'holds nothing' }] : [] }
    const loose = entries.length - apart.length
    return {
      targets: apart.map(entry => toTarget(join(path, entry.name))),
      problems: loose === 0 ? [] : [{ source: path, message: `${loose} ${loose === 1 ? 'file lies' : 'files lie'} beside its bundles and ${loose === 1 ? 'is' : 'are'} not read` }],
    }
  } catch (error) {
    return { targets: [], problems: [{ source: path, message: `cannot be listed: ${error instanceof Error ? error.message : String(error)}` }] }
  }
}
