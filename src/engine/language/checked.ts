import type { Environment } from '@marcbachmann/cel-js'
import { compileExpression, type Expression, type Reads } from './compile.ts'

/** What checking an expression told, as JSON keeps it: its type, and what it reads. */
export interface CheckedExpression {
  type: string
  fields?: readonly string[]
  stats?: Reads['stats']
  requestFilters?: readonly string[]
}

/** Expression text -> what the build found when it checked it; of one rule. */
export type CheckedExpressions = Readonly<Record<string, CheckedExpression>>

/** What a build keeps of an expression, so that no later run has to check it again. */
export function keepChecked({ type, reads }: Expression): CheckedExpression {
  return {
    type,
    ...(reads.fields.size === 0 ? {} : { fields: [...reads.fields] }),
    ...(reads.stats.length === 0 ? {} : { stats: reads.stats }),
    ...(reads.requestFilters.size === 0 ? {} : { requestFilters: [...reads.requestFilters] }),
  }
}

/**
 * An expression that the build has checked: it is compiled when it is run for the first time. Of the texts of all rules few are ever run.
 * @param environment gives the environment it was checked in
 */
export function deferExpression(environment: () => Environment, source: string, checked: CheckedExpression): Expression {
  let run: Expression['run'] | undefined
  return {
    source, type: checked.type,
    reads: { fields: new Set(checked.fields), stats: checked.stats ?? [], requestFilters: new Set(checked.requestFilters) },
    run: scope => (run ??= compileNow(environment(), source))(scope),
  }
}

function compileNow(environment: Environment, source: string): Expression['run'] {
  const compiled = compileExpression(environment, source)
  if ('mistakes' in compiled) throw new Error(`${source} was checked by the build, and is wrong: ${compiled.mistakes[0]?.message ?? ''}; build again`)
  return compiled.expression.run
}
