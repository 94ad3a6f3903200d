import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { Mistake } from '../../errors.ts'
import { subjectKinds } from '../../evidence/subjects.ts'
import { nearestName } from '../../analysis/index.ts'
import { severities } from '../report.ts'
import type { Place, RuleSource } from './rule.ts'

const keys = {
  required: ['title', 'severity', 'each', 'detect', 'message', 'why', 'fix', 'verify', 'source', 'examples'],
  optional: ['confidence', 'provider', 'where', 'let', 'saw', 'fixWhenFrozen', 'explains', 'rivals'],
}

/** Keys that hold a list of mappings, what each mapping has, and what it may have beside; those in `single` may be one text instead. */
const nested: Readonly<Record<string, { has: readonly string[], may: readonly string[] }>> = {
  detect: { has: ['when'], may: ['exposure'] }, severity: { has: ['is'], may: ['when'] }, confidence: { has: ['is'], may: ['when'] },
  saw: { has: ['name', 'value'], may: ['when'] }, rivals: { has: ['rule', 'when', 'because'], may: [] },
}
const single: ReadonlySet<string> = new Set(['severity', 'confidence'])

type Report = (path: readonly (string | number)[], message: string, offset?: number) => void

export type ReadRule = { source: RuleSource, place: Place, mistakes: readonly Mistake[] }

/** Reads one rule file's text. All mistakes are returned together; expressions are checked later, by the compiler. */
export function readRule(id: string, file: string, text: string): ReadRule {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' })
  const place = placeIn(document, lines, text)
  const mistakes: Mistake[] = document.errors.map(error => {
    const { line, col } = lines.linePos(error.pos[0])
    return { file, line, column: col, message: error.message }
  })
  const report: Report = (path, message, offset) => {
    mistakes.push({ file, ...place(path, offset), message })
  }
  let value: unknown = {}
  try {
    if (mistakes.length === 0) value = document.toJS()
  } catch (error) {
    // An alias without its anchor, or one that unfolds without end.
    report([], error instanceof Error ? error.message : String(error))
  }
  if (mistakes.length === 0) checkShape(value, report)
  return { source: fillIn(id, file, value as Record<string, unknown>), place, mistakes }
}

function checkShape(value: unknown, report: Report): void {
  if (!isRecord(value)) return report([], 'a rule is a mapping of keys to values')
  const allowed = [...keys.required, ...keys.optional]
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) report([key], unknownKey(key, allowed), atKey)
  }
  for (const key of keys.required) if (value[key] === undefined) report([], `lacks ${key}`)
  if (typeof value.each === 'string' && !Object.hasOwn(subjectKinds, value.each)) {
    report(['each'], `no kind of subject is called ${value.each}; there are ${Object.keys(subjectKinds).join(', ')}`)
  }
  for (const [key, { has, may }] of Object.entries(nested)) {
    const list = value[key]
    if (!Array.isArray(list)) {
      if (list !== undefined && !(single.has(key) && typeof list === 'string')) report([key], `${key} is a list`)
      continue
    }
    list.forEach((item: unknown, i) => {
      if (!isRecord(item)) return report([key, i], `${key} holds mappings`)
      for (const inner of Object.keys(item)) if (![...has, ...may].includes(inner)) report([key, i, inner], unknownKey(inner, [...has, ...may]), atKey)
      for (const inner of has) if (item[inner] === undefined) report([key, i], `lacks ${inner}`)
    })
  }
  if (value.let !== undefined && !isRecord(value.let)) report(['let'], 'let is a mapping of names to expressions')
  const explained = value.explains
  if (explained !== undefined && !(Array.isArray(explained) && explained.every(id => typeof id === 'string'))) report(['explains'], "explains is a list of rules' ids")
  checkTexts(value, report)
  checkSeverities(value.severity, report)
  for (const key of ['fires', 'quiet'] as const) {
    const list = isRecord(value.examples) ? value.examples[key] : undefined
    if (value.examples !== undefined && (!Array.isArray(list) || list.length === 0)) report(['examples'], `examples has at least one ${key}`)
  }
}

const textKeys = ['title', 'each', 'where', 'message', 'why', 'fix', 'fixWhenFrozen', 'verify', 'source', 'provider'] as const

/** An unquoted `0.0` or `true` is no text in YAML, and expressions are texts. */
function checkTexts(value: Record<string, unknown>, report: Report): void {
  const check = (item: unknown, path: readonly (string | number)[]): void => {
    if (item !== undefined && typeof item !== 'string') report(path, `${path.at(-1) ?? ''} is a text; write it in quotes`)
  }
  for (const key of textKeys) check(value[key], [key])
  if (isRecord(value.let)) for (const [name, item] of Object.entries(value.let)) check(item, ['let', name])
  for (const [key, inside] of Object.entries(nested)) {
    const list = value[key]
    if (Array.isArray(list)) list.forEach((item: unknown, i) => isRecord(item) && [...inside.has, ...inside.may].forEach(inner => check(item[inner], [key, i, inner])))
  }
}

function checkSeverities(severity: unknown, report: Report): void {
  const check = (is: unknown, path: readonly (string | number)[]): void => {
    if (!severities.includes(is as never)) report(path, `${String(is)} is no severity; there are ${severities.join(', ')}`)
  }
  if (typeof severity === 'string') check(severity, ['severity'])
  if (Array.isArray(severity)) severity.forEach((item: unknown, i) => isRecord(item) && check(item.is, ['severity', i, 'is']))
}

function unknownKey(key: string, allowed: readonly string[]): string {
  const nearest = nearestName(key, allowed)
  return `unknown key ${key}${nearest === undefined ? '' : ` (did you mean ${nearest}?)`}`
}

/** Defaults, so that every later step sees one shape. */
function fillIn(id: string, file: string, value: Record<string, unknown>): RuleSource {
  return { confidence: 'certain', let: {}, saw: [], explains: [], rivals: [], ...value, id, file } as unknown as RuleSource
}

function placeIn(document: Document, lines: LineCounter, text: string): Place {
  return (path, offset = 0) => {
    let node = path.length === 0 ? document.contents : document.getIn(path, true) as Node | undefined
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) {
      // The key has no value, or lies below something that is no collection: its parent is the nearest place.
      node = document.getIn(path.slice(0, -1), true) as Node | undefined
    }
    const keyRange = path.length > 0 ? findKey(document, path)?.range : undefined
    if (offset === atKey && keyRange) {
      const { line, col } = lines.linePos(keyRange[0])
      return { line, column: col }
    }
    const range = (isScalar(node) ? node.range : undefined) ?? keyRange ?? node?.range
    if (isScalar(node) && (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') && node.range) {
      return placeInBlock(text, node.range, offset, lines)
    }
    const quoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') ? 1 : 0
    const { line, col } = lines.linePos((range?.[0] ?? 0) + (isScalar(node) ? quoted + offset : 0))
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
}

/** As an offset: the key itself is at fault, not its value. */
const atKey = -1

/** A block's lines are joined by one character each, without their indentation. */
function placeInBlock(text: string, range: readonly [number, number, number], offset: number, lines: LineCounter): Pick<Mistake, 'line' | 'column'> {
  const [header = '', ...rows] = text.slice(range[0], range[1]).split('\n')
  let { line } = lines.linePos(range[0])
  let left = offset
  for (const row of header === '' ? [] : rows) {
    line++
    const content = row.trimStart()
    if (left <= content.length) return { line, column: row.length - content.length + left + 1 }
    left -= content.length + 1
  }
  return { line, column: 1 }
}

/** The node of a key itself, so that an unknown key is pointed at rather than its value. */
function findKey(document: Document, path: readonly (string | number)[]): Node | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return undefined
  const pair = parent.items.find(item => isScalar(item.key) && item.key.value === path.at(-1))
  return pair?.key as Node | undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
