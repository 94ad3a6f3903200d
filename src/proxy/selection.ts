import { isKnown, type Known } from '../evidence/absent.ts'
import type { Table } from './sheet.ts'

/** Which rows are wanted; an unset filter lets all pass. */
export interface Selection {
  /** Texts that a name holds, or globs with `*` that match it whole; any of them is enough. Capitals do not matter. */
  names: readonly string[]
  direction: 'ingress' | 'egress' | undefined
  port: number | undefined
  /** A word of the row's status. */
  status: string | undefined
}

export const everything: Selection = { names: [], direction: undefined, port: undefined, status: undefined }

/** What the filters look at. An empty direction, and a port that is undefined, are not known. */
export interface Traits {
  names: readonly (string | undefined)[]
  direction?: string
  port?: number | undefined
  status?: Known<readonly string[]>
}

/** Keeps the rows that the filters let pass, and counts those of which nothing tells whether they do. */
export function selectRows<Row>(rows: readonly Row[], selection: Selection, read: (row: Row) => Traits, notes: readonly string[] = []): Table<Row> {
  let undecided = 0
  const kept = rows.filter(row => {
    const passes = decide(read(row), selection)
    if (passes === undefined) undecided++
    return passes === true
  })
  return { rows: kept, of: rows.length, undecided, notes }
}

/** Undefined where it cannot be told. A filter that surely fails decides alone. */
function decide(traits: Traits, { names, direction, port, status }: Selection): boolean | undefined {
  const verdicts = [
    names.length === 0 || traits.names.some(name => name !== undefined && matchesAny(name, names)),
    direction === undefined || (traits.direction === undefined || traits.direction === '' ? undefined : traits.direction === direction),
    port === undefined || (traits.port === undefined ? undefined : traits.port === port),
    status === undefined || holdsStatus(traits.status, status),
  ]
  if (verdicts.includes(false)) return false
  return verdicts.includes(undefined) ? undefined : true
}

function holdsStatus(known: Known<readonly string[]> | undefined, wanted: string): boolean | undefined {
  if (known === undefined || !isKnown(known)) return undefined
  const word = wanted.toLowerCase()
  // "unhealthy" holds "healthy", but is its opposite.
  return known.some(text => text.toLowerCase() === word || (word !== 'healthy' && text.toLowerCase().includes(word)))
}

/** Whether a name holds one of the texts, or is matched whole by one of the globs. */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  const lower = name.toLowerCase()
  return patterns.some(pattern => pattern.includes('*') ? matchesGlob(lower, pattern.toLowerCase()) : lower.includes(pattern.toLowerCase()))
}

/** `*` stands for any characters. Each part is looked for once, from left to right, so that no name makes it slow. */
function matchesGlob(text: string, glob: string): boolean {
  const parts = glob.split('*')
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}
