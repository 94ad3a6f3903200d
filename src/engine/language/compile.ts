import { ParseError, type ASTNode, type Environment, type ParseResult } from '@marcbachmann/cel-js'
import { nearestName } from '../../analysis/index.ts'
import { findFilterMistake } from '../evaluate/request-filter.ts'
import { fieldType, fieldsOf, isRecordName } from './field-types.ts'
import { clusterFunctions, growthFunctions, requestFunctions, statFunctions } from './functions.ts'
import { visitChildren } from './tree.ts'

/** What one expression reads of the evidence. */
export interface Reads {
  /** `Record.field` for every field read. */
  fields: ReadonlySet<string>
  /** Statistics: where, and which metric. */
  stats: readonly { in: 'subject' | 'server' | 'peer' | 'cluster', metric: string, growth: boolean }[]
  requestFilters: ReadonlySet<string>
}

export interface Expression {
  source: string
  type: string
  reads: Reads
  run: (scope: object) => unknown
}

/** One mistake in an expression; `offset` counts characters from its start. */
export interface ExpressionMistake { offset: number, message: string }

/** `ast`: the checked tree, for those who read more from it. */
export type Compiled = { expression: Expression, ast: ASTNode } | { mistakes: readonly ExpressionMistake[] }

/** The library marks a checked node with its type; a node it could not type is given this one to find the next mistake. */
interface CheckedNode { checkedType?: { name?: string } | undefined }

/**
 * Compiles an expression and finds all of its mistakes, not just the first.
 * @param expected the type it must have, or undefined for any.
 */
export function compileExpression(environment: Environment, source: string, expected?: string): Compiled {
  let parsed: ParseResult
  try {
    parsed = environment.parse(source)
    replaceMatches(parsed.ast)
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return { mistakes: [{ offset: error.range?.start ?? 0, message: error.summary }] }
  }
  const mistakes = collectTypeMistakes(environment, parsed)
  if (mistakes.length > 0) return { mistakes }
  const type = parsed.check().type ?? 'dyn'
  if (expected !== undefined && type !== expected) {
    return { mistakes: [{ offset: 0, message: `must be ${expected}, but is ${type}` }] }
  }
  const { mistakes: unreadable, ...reads } = collectReads(parsed.ast)
  if (unreadable.length > 0) return { mistakes: unreadable }
  return { ast: parsed.ast, expression: { source, type, reads, run: scope => parsed(scope) as unknown } }
}

/** Finds one mistake after the other: the node that could not be typed is declared `dyn`, and the rest is checked again. */
function collectTypeMistakes(environment: Environment, parsed: ParseResult): ExpressionMistake[] {
  const found: ExpressionMistake[] = []
  const seen = new Set<unknown>()
  for (let result = parsed.check(); !result.valid; result = parsed.check()) {
    const { error } = result
    found.push({ offset: error?.range?.start ?? 0, message: describeMistake(error) })
    const node = error?.node as (ASTNode & CheckedNode) | undefined
    if (node === undefined || seen.has(node) || found.length > 20) break
    seen.add(node)
    node.checkedType = anyType(environment)
  }
  return found
}

function anyType(environment: Environment): CheckedNode['checkedType'] {
  const sample = environment.parse('dyn(1)')
  sample.check()
  return (sample.ast as ASTNode & CheckedNode).checkedType
}

/** `Cluster has no field sanz (sans?)` rather than the library's `No such key: sanz`. */
function describeMistake(error: { code?: string, summary: string, node?: unknown } | undefined): string {
  const node = error?.node as ASTNode | undefined
  if (error?.code !== 'no_such_key' || node?.op !== '.') return error?.summary ?? 'is not valid'
  const [operand, field] = node.args
  const record = (operand as ASTNode & CheckedNode).checkedType?.name ?? ''
  if (!isRecordName(record)) return error.summary
  const nearest = nearestName(field, Object.keys(fieldsOf(record)))
  return `${record} has no field ${field}${nearest === undefined ? '' : ` (did you mean ${nearest}?)`}`
}

/** The library's matches() is JavaScript's RegExp and cannot be registered again, so calls of it are renamed. */
function replaceMatches(node: ASTNode): void {
  if (node.op === 'rcall' && node.args[0] === 'matches') (node.args as unknown as string[])[0] = 're2Matches'
  visitChildren(node, replaceMatches)
}

function collectReads(root: ASTNode): Reads & { mistakes: readonly ExpressionMistake[] } {
  const fields = new Set<string>()
  const stats: { in: 'subject' | 'server' | 'peer' | 'cluster', metric: string, growth: boolean }[] = []
  const requestFilters = new Set<string>()
  const mistakes: ExpressionMistake[] = []

  const visit = (node: ASTNode): void => {
    if (node.op === '.') readField(node.args[0], node.args[1], node)
    if (node.op === 'call') readCall(node.args[0], node.args[1], node)
    visitChildren(node, visit)
  }

  const readField = (operand: ASTNode, field: string, node: ASTNode): void => {
    const record = (operand as ASTNode & CheckedNode).checkedType?.name
    if (record === undefined || !isRecordName(record)) return
    // has(a.b.c) checks its root only, so a misspelled field would be "not there" for ever.
    if (!Object.hasOwn(fieldsOf(record), field)) mistakes.push({ offset: node.range.start, message: describeMistake({ code: 'no_such_key', summary: '', node }) })
    else fields.add(`${record}.${field}`)
  }

  const readCall = (name: string, args: readonly ASTNode[], node: ASTNode): void => {
    for (const metric of Object.hasOwn(clusterFunctions, name) ? clusterFunctions[name] ?? [] : []) stats.push({ in: 'cluster', metric, growth: true })
    const place = statFunctions[name]
    if (place === undefined && !requestFunctions.has(name)) return
    const [argument] = args
    if (argument === undefined) {
      requestFilters.add('')
    } else if (argument.op !== 'value' || typeof argument.args !== 'string') {
      mistakes.push({ offset: node.range.start, message: `${name}() takes a literal text, so that what a rule reads can be told from it` })
    } else if (place === undefined) {
      requestFilters.add(argument.args)
      const mistake = findFilterMistake(argument.args)
      if (mistake !== undefined) mistakes.push({ offset: argument.range.start, message: mistake })
    } else {
      stats.push({ in: place, metric: argument.args, growth: growthFunctions.has(name) })
    }
  }

  visit(root)
  return { fields, stats, requestFilters, mistakes }
}

/** The kinds of evidence of a field read, for Needs. */
export function sourcesOf(field: string): ReturnType<typeof fieldType>['sources'] {
  const [record = '', name = ''] = field.split('.')
  return isRecordName(record) ? fieldType(record, name).sources : []
}
