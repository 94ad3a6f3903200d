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

const compiled = new Map<string, Test>()

/**
 * Compiles `flag:UF code:503`: all terms must hold; an empty filter takes every group.
 * @throws Error for a term that is none.
 */
export function compileRequestFilter(filter: string): Test {
  const known = compiled.get(filter)
  if (known !== undefined) return known
  const terms = filter.split(' ').filter(term => term !== '').map(term => {
    const [key = '', ...value] = term.split(':')
    const make = Object.hasOwn(tests, key) ? tests[key] : undefined
    if (make === undefined) throw new Error(`${term} is no filter of requests; there are ${Object.keys(tests).join(', ')}`)
    return make(value.join(':'))
  })
  const test: Test = group => terms.every(term => term(group))
  compiled.set(filter, test)
  return test
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
