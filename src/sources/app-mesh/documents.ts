import { LineCounter, parseAllDocuments } from 'yaml'
import type { Problem } from '../../evidence/problem.ts'
import { templateTags } from './template-tags.ts'

/** One document of a file, and where it begins. */
export interface Document {
  value: unknown
  /** `line 12`; empty for the first document of a file. */
  place: string
}

const MiB = 1024 * 1024
/** The largest mesh that the quotas allow takes some MiB; YAML is parsed some 20 times slower than JSON. */
export const largest = { json: 64 * MiB, yaml: 8 * MiB }

/**
 * Splits a file into its documents: JSON, several JSON values after one another (what a loop of `aws` commands saves), or YAML of
 * many documents. A document that cannot be read becomes a problem with its line; the others are kept.
 */
export function parseDocuments(text: string, source: string, problems: Problem[]): Document[] {
  const body = text.replace(/^\uFEFF/, '')
  if (/^\s*[[{]/.test(body)) return parseJsonValues(body, source, problems)
  if (body.length > largest.yaml) {
    problems.push({ source, message: `is ${Math.round(body.length / MiB)} MiB of YAML, more than the ${largest.yaml / MiB} MiB that are read; save it as JSON (-o json), or in parts` })
    return []
  }
  return parseYaml(body, source, problems)
}

function parseJsonValues(text: string, source: string, problems: Problem[]): Document[] {
  try {
    return [{ value: JSON.parse(text) as unknown, place: '' }]
  } catch (error) {
    const documents: Document[] = []
    let rest = 0
    const lines = countLines(text)
    for (const { start, end } of findValues(text)) {
      rest = end
      const line = lines(start)
      const place = start === 0 ? '' : `line ${line}`
      try {
        documents.push({ value: JSON.parse(text.slice(start, end)) as unknown, place })
      } catch (inner) {
        problems.push({ source, line, message: `is no valid JSON: ${explain(inner)}` })
      }
    }
    const left = text.slice(rest).trim()
    if (left !== '') problems.push({ source, line: lines(rest + text.slice(rest).search(/\S/)), message: documents.length === 0 ? `is no valid JSON: ${explain(error)}` : 'ends in the middle of a JSON value, which is left out' })
    return documents
  }
}

/** The complete values in brackets, by their bounds; strings may hold brackets. */
function findValues(text: string): { start: number, end: number }[] {
  const values: { start: number, end: number }[] = []
  const token = /"(?:[^"\\]|\\[^])*"|[[\]{}]/g
  let depth = 0
  let start = 0
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [character] = found
    if (character === '{' || character === '[') {
      if (depth++ === 0) start = found.index
    } else if (character === '}' || character === ']') {
      if (depth > 0 && --depth === 0) values.push({ start, end: token.lastIndex })
    }
  }
  return values
}

function parseYaml(text: string, source: string, problems: Problem[]): Document[] {
  const lines = new LineCounter()
  let parsed
  try {
    parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent', customTags: templateTags, merge: true })
  } catch (error) {
    // Nesting beyond the stack is the only way there.
    problems.push({ source, message: `cannot be read as YAML: ${explain(error)}` })
    return []
  }
  const documents: Document[] = []
  for (const [index, document] of (Array.isArray(parsed) ? parsed : []).entries()) {
    const line = lines.linePos((document.contents as { range?: readonly number[] } | null)?.range?.[0] ?? document.range[0]).line
    const [mistake, ...more] = document.errors
    if (mistake !== undefined) {
      problems.push({ source, line: lines.linePos(mistake.pos[0]).line, message: `is no valid YAML: ${mistake.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}; the document is left out` })
      continue
    }
    try {
      const value = document.toJS({ maxAliasCount: 100 }) as unknown
      if (value !== null && value !== undefined) documents.push({ value, place: index === 0 ? '' : `line ${line}` })
    } catch (error) {
      problems.push({ source, line, message: `is YAML whose aliases cannot be followed: ${explain(error)}; the document is left out` })
    }
  }
  return documents
}

/** Tells the line of offsets that only grow, so that a file is counted through once. */
function countLines(text: string): (offset: number) => number {
  let line = 1
  let next = text.indexOf('\n')
  return offset => {
    for (; next >= 0 && next < offset; next = text.indexOf('\n', next + 1)) line++
    return line
  }
}

function explain(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200)
}
