import { compileLineCondition } from '../../engine/language/line-environment.ts'
import { UsageError } from '../../errors.ts'
import { whereFields } from '../fields.ts'
import { pointAt } from '../point-at.ts'
import type { Where } from './where.ts'

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
