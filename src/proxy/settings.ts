import { isKnown, type Known } from '../evidence/absent.ts'
import type { ControlPlane } from '../evidence/schema.ts'
import { matchesAny, type Selection } from './selection.ts'
import type { Table } from './sheet.ts'

/** One setting of a bootstrap, in the order of a reader's questions. */
export interface SettingRow {
  /** `node`, `admin`, `control plane`, `tracing`, `statistics`, `runtime`, `static resources`, `other` */
  section: string
  /** Where it stands in its section, as Envoy names it: `stats_tags[0].regex`; empty for what is said of the section as a whole. */
  setting: string
  value: string
}

/** A bootstrap as config_dump prints it, its secrets replaced; and what is in force by /runtime, strongest layer applied. */
export interface BootstrapSource {
  bootstrap: Readonly<Record<string, unknown>>
  controlPlane: Known<ControlPlane> | undefined
  runtime: Known<ReadonlyMap<string, string>>
}

/** More settings of one section, or deeper ones, tell a person nothing. */
const mostOfASection = 2000
const deepest = 24

const sections: readonly (readonly [section: string, fields: readonly string[]])[] = [
  ['node', ['node']], ['admin', ['admin']], ['control plane', ['dynamic_resources', 'ads_config', 'xds_config_sources']], ['tracing', ['tracing']],
  ['statistics', ['stats_config', 'stats_sinks', 'stats_flush_interval', 'stats_flush_on_admin', 'deferred_stat_options', 'stats_eviction_interval']],
  ['runtime', ['layered_runtime', 'runtime']],
]

/** Node, admin, control plane, tracing, statistics, runtime, then the names of static resources and all other settings. */
export function listSettings({ bootstrap, controlPlane, runtime }: BootstrapSource, selection: Selection): Table<SettingRow> {
  const known = new Set(['static_resources', ...sections.flatMap(([, fields]) => fields)])
  const rows = [
    ...sections.flatMap(([section, fields]) => {
      const rows = [
        ...section === 'control plane' ? describeControlPlane(controlPlane) : [],
        ...fields.flatMap(field => field in bootstrap ? flatten(section, fields.length === 1 ? '' : field, strip(field, bootstrap[field])) : []),
        ...section === 'statistics' && !('stats_flush_interval' in bootstrap) ? [{ section, setting: 'stats_flush_interval', value: '5s (Envoy\'s default)' }] : [],
        ...section === 'runtime' ? describeRuntime(runtime) : [],
      ]
      return rows.length === 0 ? [{ section, setting: '', value: 'none' }] : rows
    }),
    ...describeStatic(bootstrap.static_resources),
    ...Object.entries(bootstrap).filter(([field]) => !known.has(field) && field !== '@type').flatMap(([field, value]) => flatten('other', field, value)),
  ]
  const kept = rows.filter(({ section, setting, value }) => selection.names.length === 0 || [section, setting, value].some(text => matchesAny(text, selection.names)))
  const notes = isKnown(runtime) ? [] : [`Runtime values in force are not known: ${runtime.reason}.`]
  return { rows: kept, of: rows.length, undecided: 0, notes }
}

/** The list of all extensions that Envoy was built with fills screens; its length will do. */
function strip(field: string, value: unknown): unknown {
  if (field !== 'node' || !isRecord(value)) return value
  const { extensions, user_agent_build_version: build, ...rest } = value
  return {
    ...rest,
    ...Array.isArray(extensions) ? { extensions: `${extensions.length} extensions` } : {},
    ...isRecord(build) ? { user_agent_build_version: printVersion(build) } : {},
  }
}

function printVersion(build: Readonly<Record<string, unknown>>): unknown {
  const { version, metadata } = build
  if (!isRecord(version)) return build
  const part = (name: string): string => String(typeof version[name] === 'number' ? version[name] : 0)
  const label = isRecord(metadata) && typeof metadata['build.label'] === 'string' ? ` (${metadata['build.label']})` : ''
  return `${part('major_number')}.${part('minor_number')}.${part('patch')}${label}`
}

function describeControlPlane(controlPlane: BootstrapSource['controlPlane']): SettingRow[] {
  if (controlPlane === undefined) return [{ section: 'control plane', setting: '', value: 'none: the configuration is static' }]
  if (!isKnown(controlPlane)) return []
  const { transport, address, appMesh, ended, region } = controlPlane
  const whose = appMesh ? `, App Mesh's${region === undefined ? '' : ` in ${region}`}${ended === true ? ', ended 2026-09-30' : ''}` : ''
  return [{ section: 'control plane', setting: '', value: `${address} by ${transport}${whose}` }]
}

function describeRuntime(runtime: BootstrapSource['runtime']): SettingRow[] {
  return isKnown(runtime) ? Array.from(runtime, ([key, value]) => ({ section: 'runtime', setting: `in force: ${key}`, value })) : []
}

/** Static clusters, listeners and secrets by name; `proxy clusters` and `proxy listeners` tell the rest. */
function describeStatic(resources: unknown): SettingRow[] {
  if (!isRecord(resources)) return []
  return Object.entries(resources).map(([kind, items]) => ({
    section: 'static resources', setting: kind,
    value: Array.isArray(items) ? items.map((item: unknown) => isRecord(item) && typeof item.name === 'string' ? item.name : 'without name').join(', ') : 'not a list',
  }))
}

function flatten(section: string, path: string, value: unknown): SettingRow[] {
  const rows: SettingRow[] = []
  const push = (setting: string, text: string): void => { rows.push({ section, setting, value: text }) }
  const visit = (at: string, item: unknown, depth: number): void => {
    if (rows.length > mostOfASection) return
    const members = listMembers(at, item)
    if (rows.length === mostOfASection) push('…', `more than ${mostOfASection} settings: the rest is left out`)
    else if (members.length === 0) push(at, typeof item === 'string' ? item.replace(/^type\.googleapis\.com\//, '') : JSON.stringify(item))
    else if (depth === deepest) push(at, '… (nested too deep to be shown)')
    else for (const [path, member] of members) visit(path, member, depth + 1)
  }
  visit(path, value, 0)
  return rows
}

/** The members of a list or an object with their paths; none for anything else, and for what is empty. */
function listMembers(at: string, item: unknown): [path: string, member: unknown][] {
  if (Array.isArray(item)) return item.slice(0, mostOfASection + 1).map((element: unknown, index) => [`${at}[${index}]`, element])
  return isRecord(item) ? Object.entries(item).map(([key, member]) => [at === '' ? key : `${at}.${key}`, member]) : []
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
