/** Rewrites recorded answers in the form of an older Envoy, as changes.yaml describes it: a fixture made so is marked synthetic. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** What an older Envoy printed otherwise. */
export interface Change {
  id: string
  /** The last minor version with the old form: 23 for 1.23. */
  until: number
  kind: 'process_log' | 'access_log' | 'config_dump' | 'clusters' | 'stats'
  /** One sentence about the old form. */
  what: string
  /** A regular expression, and what stands in its place. */
  text?: { find: string, put: string }
  /** Statistics that were not there yet, by the end of their names. */
  statistics?: string
  apply?: keyof typeof functions
  /** Applied to the result. */
  then?: keyof typeof functions
}

export interface OlderFixture { name: string, from: string, version: string }

export interface OlderForms { changes: readonly Change[], fixtures: readonly OlderFixture[] }

export const readOlderForms = (): OlderForms => parse(readFileSync('build/older/changes.yaml', 'utf8')) as OlderForms

/** `1.23.12` → 23 */
export const minorOf = (version: string): number => Number(version.split('.')[1])

/** What a file of a fixture is, by its name; undefined: no change concerns it. */
export function kindOf(file: string): Change['kind'] | undefined {
  if (file === 'envoy.log') return 'process_log'
  if (file === 'access.log') return 'access_log'
  if (/^stats-\d+\.txt$/.test(file)) return 'stats'
  return ({ 'config_dump.json': 'config_dump', 'clusters.json': 'clusters' } as const)[file]
}

/** The answer as this version would have given it: every change that came after it is taken back, the newest first. */
export function rewriteAnswer(file: string, text: string, version: string, changes: readonly Change[]): string {
  const kind = kindOf(file)
  const undone = changes.filter(change => change.kind === kind && change.until >= minorOf(version)).toSorted((a, b) => b.until - a.until)
  return replaceVersion(undone.reduce(applyChange, text), version)
}

/** One change taken back. */
export function applyChange(text: string, { text: replacement, statistics, apply, then }: Change): string {
  let changed = text
  if (replacement !== undefined) changed = changed.replace(new RegExp(replacement.find, 'gm'), replacement.put)
  if (statistics !== undefined) changed = changed.replace(new RegExp(`^(?:\\S+\\.)?(?:${statistics}): .*\\n`, 'gm'), '')
  if (apply !== undefined) changed = functions[apply](changed)
  return then === undefined ? changed : functions[then](changed)
}

/** The version stands in /server_info, in the node of the bootstrap, in the process log and in server.version. */
function replaceVersion(text: string, version: string): string {
  const [major, minor, patch] = version.split('.')
  return text.replace(/\b([0-9a-f]{40})\/1\.\d+\.\d+\//g, `$1/${version}/`)
    .replace(/("version": \{\s*"major_number": )\d+,(\s*"minor_number": )\d+(?:,(\s*"patch": )\d+)?/g, (_, start: string, middle: string, end: string | undefined) => `${start}${major ?? ''},${middle}${minor ?? ''},${end ?? ' "patch": '}${patch ?? ''}`)
}

const functions = {
  'san-matchers': (text: string): string => editJson(text, value => {
    const { match_typed_subject_alt_names: typed, ...others } = value
    return Array.isArray(typed) ? { ...others, match_subject_alt_names: (typed as { matcher: unknown }[]).map(({ matcher }) => matcher) } : value
  }),
  'service-names': (text: string): string => editJson(text, value => dropMember(value, 'eds_service_name')),
  'observability-names': (text: string): string => editJson(text, value => dropMember(value, 'observability_name')),
  'one-overflow': (text: string): string => {
    const active = new Map(Array.from(text.matchAll(/^(\S+)\.upstream_rq_active_overflow: (\d+)\n/gm), ([, scope, value]) => [scope, Number(value)]))
    return text.replace(/^\S+\.upstream_rq_active_overflow: \d+\n/gm, '')
      .replace(/^(\S+)\.upstream_rq_pending_overflow: (\d+)$/gm, (_, scope: string, value: string) => `${scope}.upstream_rq_pending_overflow: ${Number(value) + (active.get(scope) ?? 0)}`)
  },
  /** Only in details are blanks underscores. */
  'blanks-outside-braces': (text: string): string => text.replace(/"TLS_error:_[^"]*"/g, error => error.replaceAll('_routines', ' routines').replace('TLS_error:_', 'TLS error: ')),
}

const dropMember = (value: Readonly<Record<string, unknown>>, member: string): unknown => Object.fromEntries(Object.entries(value).filter(([key]) => key !== member))

function editJson(text: string, edit: (value: Readonly<Record<string, unknown>>) => unknown): string {
  const json: unknown = JSON.parse(text, (_key, value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value) ? edit(value as Record<string, unknown>) : value)
  return `${JSON.stringify(json, null, 1)}\n`
}
