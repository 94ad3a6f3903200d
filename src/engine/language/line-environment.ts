import { Environment, type ASTNode } from '@marcbachmann/cel-js'
import { nearestName } from '../../analysis/index.ts'
import { compileExpression, type Compiled } from './compile.ts'
import { registerArithmetic, registerMatches } from './environment.ts'
import { visitChildren } from './tree.ts'

/** What a field of a log line is to an expression; a time is compared with `timestamp('…')`. */
export type LineFieldType = 'string' | 'double' | 'bool' | 'time'

/** A condition on one log line, and the fields it reads. */
export type LineCondition =
  | { test: (scope: object) => unknown, reads: ReadonlySet<string> }
  | Extract<Compiled, { mistakes: unknown }>

/**
 * Compiles a condition on the fields of a log line, in the language of rules. All mistakes are returned, with their places.
 * @param fields name -> type of every field there is
 */
export function compileLineCondition(source: string, fields: Readonly<Record<string, LineFieldType>>): LineCondition {
  const environment = new Environment({
    limits: { maxAstNodes: 400, maxDepth: 60, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
  })
  registerArithmetic(environment)
  registerMatches(environment)
  for (const [name, type] of Object.entries(fields)) environment.registerVariable(name, type === 'time' ? 'google.protobuf.Timestamp' : type)
  const compiled = compileExpression(environment, source, 'bool')
  if ('mistakes' in compiled) return { mistakes: compiled.mistakes.map(mistake => ({ ...mistake, message: mistake.message + suggest(mistake.message, Object.keys(fields)) })) }
  return { test: compiled.expression.run, reads: readNames(compiled.ast, fields) }
}

/** The library names an unknown variable; what it may have been called is ours to say. */
function suggest(message: string, names: readonly string[]): string {
  const unknown = /^Unknown variable: (\w+)/.exec(message)?.[1]
  const nearest = unknown === undefined ? undefined : nearestName(unknown, names)
  return nearest === undefined ? '' : ` (did you mean ${nearest}?)`
}

function readNames(root: ASTNode, fields: Readonly<Record<string, LineFieldType>>): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (node: ASTNode): void => {
    if (node.op === 'id' && Object.hasOwn(fields, node.args)) names.add(node.args)
    visitChildren(node, visit)
  }
  visit(root)
  return names
}
