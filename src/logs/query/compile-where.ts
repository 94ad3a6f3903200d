import { compileLineCondition } from '../../engine/language/line-environment.ts'
import { UsageError } from '../../errors.ts'
import { judgedFields, whereFields } from '../fields.ts'
import { pointAt } from '../point-at.ts'

/** A compiled --where. `test` takes the fields that it reads by name. */
export interface Where { source: string, reads: ReadonlySet<string>, test: (scope: object) => unknown }

/** @throws UsageError that shows the place of every mistake */
export function compileWhere(source: string): Where {
  const compiled = compileLineCondition(source, whereFields)
  if ('test' in compiled) return { source, ...compiled }
  throw new UsageError({
    what: `--where cannot be read:\n${compiled.mistakes.map(({ offset, message }) => pointAt(source, offset, message)).join('\n')}`,
    why: 'It is a condition in CEL on the fields of a line, which must be true or false.',
    tryThis: `Write --where 'code >= 500 && authority.startsWith("orders")'. Fields: ${Object.keys(whereFields).join(', ')}.`,
  })
}

/** The fields of lines that a condition needs. */
export function fieldsOfWhere(where: Where): string[] {
  const own = [...where.reads].filter(field => !judgedFields.has(field))
  return where.reads.has('flags') ? [...own, 'flagsLong'] : own
}
