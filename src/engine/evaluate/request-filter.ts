import type { LogGroup } from '../../evidence/schema.ts'

type Test = (group: LogGroup) => boolean

const tests: Readonly<Record<string, (value: string) => Test>> = {
  /** One of the response flags, short form. */
  flag: value => group => group.flags.split(',').includes(value),
  /** `503`, or a class: `5xx` */
  code: value => group => value.endsWith('xx') ? Math.floor(group.code / 100) === Number(value[0]) : group.code === Number(value),
  /** Response code details that start so; Envoy does not promise them to be stable. */
  details: value => group => group.details?.startsWith(value) === true,
  /** A part of the upstream transport failure reason. */
  failure: value => group => group.failure?.includes(value) === true || group.details?.includes(value) === true,
}

/** Fields that Envoy's default format does not print. */
const optional: ReadonlySet<string> = new Set(['details', 'failure'])

/** `isPrinted`: the filter asks for response code details or a failure reason, and the group's line has one of them. */
export interface RequestFilter { test: Test, /** The terms that every format can answer. */ broad: Test, isPrinted: Test | undefined }

const compiled = new Map<string, RequestFilter>()

/**
 * Compiles `flag:UF code:503`: all terms must hold; an empty filter takes every group.
 * @throws Error for a term that is none.
 */
export function compileRequestFilter(filter: string): RequestFilter {
  const known = compiled.get(filter)
  if (known !== undefined) return known
  const terms = filter.split(' ').filter(term => term !== '').map(term => {
    const [key = '', ...value] = term.split(':')
    const make = Object.hasOwn(tests, key) ? tests[key] : undefined
    if (make === undefined) throw new Error(`${term} is no filter of requests; there are ${Object.keys(tests).join(', ')}`)
    return { test: make(value.join(':')), optional: optional.has(key) }
  })
  const all = (some: typeof terms): Test => group => some.every(term => term.test(group))
  const made: RequestFilter = {
    test: all(terms), broad: all(terms.filter(term => !term.optional)),
    isPrinted: terms.some(term => term.optional) ? group => group.details !== undefined || group.failure !== undefined : undefined,
  }
  compiled.set(filter, made)
  return made
}

/** What is wrong with a filter, for the check of rules; undefined where nothing is. */
export function findFilterMistake(filter: string): string | undefined {
  try {
    compileRequestFilter(filter)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
