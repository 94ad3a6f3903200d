import type { Setting } from '../configuration/setting.ts'
import type { EvidenceKind } from '../evidence/kinds.ts'

/** What can be read of a live proxy at a scrape. */
export const readableKinds = ['server_info', 'ready', 'stats', 'config_dump', 'clusters', 'listeners', 'certs', 'memory', 'runtime', 'init_dump'] as const satisfies readonly EvidenceKind[]

/** How a target is read and judged; chosen by `module=` of /probe, or by `module` of the configuration for /metrics. */
export interface Module {
  name: string
  read: readonly EvidenceKind[]
  /** `all` statistics, those that were ever written (`used`), or of those only what rules and metrics read (`needed`). */
  stats: 'all' | 'used' | 'needed'
  /** Rules or families to run; empty: all. */
  rules: readonly string[]
  excludeRules: readonly string[]
  /** Whether metrics of App Mesh's extension are passed on or derived. */
  extension: boolean
  /** For one scrape of one target. */
  timeoutSeconds: number
  /** Of one answer. */
  maxBytes: number
  /** Of one target. */
  maxSeries: number
}

const MiB = 1024 * 1024
const defaults: Omit<Module, 'name'> = {
  read: ['server_info', 'stats', 'config_dump', 'clusters', 'listeners', 'certs'], stats: 'all', rules: [], excludeRules: [], extension: true,
  timeoutSeconds: 10, maxBytes: 256 * MiB, maxSeries: 10_000,
}

/** The modules that there are without a configuration: everything, or as little as tells most. */
export const builtInModules: readonly Module[] = [
  { name: 'default', ...defaults },
  { name: 'narrow', ...defaults, read: ['server_info', 'stats', 'certs'], stats: 'needed', extension: false },
]

/** Reads the `modules` of a configuration; a module of a built-in name replaces it. */
export function readModules(setting: Setting | undefined): Map<string, Module> {
  const modules = new Map(builtInModules.map(module => [module.name, module]))
  for (const [name, value] of setting?.entries() ?? []) modules.set(name, readModule(name, value))
  return modules
}

function readModule(name: string, value: Setting): Module {
  const found = value.fields(['read', 'stats', 'rules', 'exclude_rules', 'extension', 'timeout', 'max_bytes', 'max_series'])
  const read = found.read?.items().map(item => item.word(readableKinds)).filter(kind => kind !== undefined)
  if (read !== undefined && !read.includes('stats')) found.read?.reject('has stats in it: without statistics there is nothing to scrape')
  return {
    name,
    read: read === undefined ? defaults.read : [...new Set<EvidenceKind>(['server_info', ...read])],
    stats: found.stats?.word(['all', 'used', 'needed'] as const) ?? defaults.stats,
    rules: found.rules?.texts() ?? [],
    excludeRules: found.exclude_rules?.texts() ?? [],
    extension: found.extension?.flag() ?? defaults.extension,
    timeoutSeconds: found.timeout?.seconds(0.1, 600) ?? defaults.timeoutSeconds,
    maxBytes: found.max_bytes?.whole(1024, 4096 * MiB) ?? defaults.maxBytes,
    maxSeries: found.max_series?.whole(100, 1_000_000) ?? defaults.maxSeries,
  }
}
