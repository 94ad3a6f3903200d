import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openConfiguration } from '../configuration/setting.ts'
import { readLabels } from './labels.ts'
import type { TargetGroup } from './target.ts'

/** A file of targets is a few hundred kilobytes at the most. */
const longestFile = 16 << 20

/**
 * The files of a pattern, sorted by name. A pattern without `*` is the file itself, there or not.
 * @throws the error of the file system where the folder cannot be read
 */
export async function listFiles(pattern: string): Promise<string[]> {
  const last = basename(pattern)
  if (!last.includes('*')) return [pattern]
  const fits = new RegExp(`^${last.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
  const folder = dirname(pattern)
  return (await readdir(folder)).filter(name => fits.test(name)).sort().map(name => join(folder, name))
}

/**
 * Reads one file of Prometheus' file_sd: a list of `{targets, labels}` in JSON or YAML.
 * Source: Prometheus, "Configuration", `<file_sd_config>`.
 * @throws ConfigurationError with the places of what is wrong, or the error of the file system
 */
export async function readFileSd(path: string): Promise<TargetGroup[]> {
  const { size } = await stat(path)
  if (size > longestFile) throw new Error('it is larger than 16 MiB')
  const file = openConfiguration(await readFile(path, 'utf8'), path, 'list of targets')
  const groups = file.root.items().map(item => {
    const { targets, labels } = item.fields(['targets', 'labels'])
    return { addresses: targets?.texts() ?? [], labels: labels === undefined ? {} : readLabels(labels), source: path }
  })
  file.finish()
  return groups
}
