import { judgedFields } from '../fields.ts'

/** A compiled --where. `test` takes the fields that it reads by name. Apart from its compiler, so that the rule language is loaded only with a condition. */
export interface Where { source: string, reads: ReadonlySet<string>, test: (scope: object) => unknown }

/** The fields of lines that a condition needs. */
export function fieldsOfWhere(where: Where): string[] {
  const own = [...where.reads].filter(field => !judgedFields.has(field))
  return where.reads.has('flags') ? [...own, 'flagsLong'] : own
}
