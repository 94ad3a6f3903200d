import { Environment } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import type { RecordName } from '../../evidence/schema.ts'
import { subjectKinds, type SubjectKind } from '../../evidence/subjects.ts'
import { registerFunctions, type Reader } from './functions.ts'
import { fieldsOf } from './field-types.ts'
import { registerMeshFunctions } from './mesh-functions.ts'
import { viewClasses } from './views.ts'

/**
 * Environments of the rule language, one per kind of subject. Everything that is known about the library stays in this folder.
 * `reader` answers growth(), gauge() and the like for whatever subject is being judged.
 */
export class Environments {
  readonly #base: Environment
  readonly #bySubject = new Map<SubjectKind, Environment>()

  constructor(reader: Reader) {
    this.#base = new Environment({
      limits: { maxAstNodes: 400, maxDepth: 60, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
    })
    for (const [name, ctor] of viewClasses) this.#base.registerType(name, { ctor, fields: fieldsOf(name) })
    registerArithmetic(this.#base)
    registerMatches(this.#base)
    registerFunctions(this.#base, reader)
    registerMeshFunctions(this.#base)
    this.#base.registerVariable('now', 'google.protobuf.Timestamp')
  }

  /** The environment in which `proxy`, `now` and the subject's own variable are known. */
  forSubject(kind: SubjectKind): Environment {
    const known = this.#bySubject.get(kind)
    if (known !== undefined) return known
    const { variable, record } = subjectKinds[kind]
    const environment = this.#base.clone()
    const variables: [string, RecordName][] = [[variable, record]]
    if (variable !== 'proxy') variables.push(['proxy', 'Proxy'])
    for (const [name, type] of variables) environment.registerVariable(name, type)
    this.#bySubject.set(kind, environment)
    return environment
  }
}

/** Evidence numbers are doubles; CEL refuses `growth('x') == 0` and `* 100` unless the mixed operators exist. */
export function registerArithmetic(environment: Environment): void {
  const operations: [string, (a: number, b: number) => number][] = [
    ['+', (a, b) => a + b], ['-', (a, b) => a - b], ['*', (a, b) => a * b], ['/', (a, b) => a / b],
  ]
  for (const [left, right] of [['double', 'int'], ['int', 'double']] as const) {
    for (const [operator, apply] of operations) {
      environment.registerOperator(`${left} ${operator} ${right}: double`,
        (a: number | bigint, b: number | bigint) => apply(Number(a), Number(b)))
    }
  }
  environment.registerOperator('double == int', (a: number, b: bigint) => a === Number(b))
  environment.registerOperator('double in list<int>', (a: number, list: readonly bigint[]) => list.some(item => Number(item) === a))
}

const patterns = new Map<string, RE2JS>()

/** RE2, as Envoy uses it: JavaScript's own engine can be made to take exponential time. */
export function registerMatches(environment: Environment): void {
  environment.registerFunction('string.re2Matches(string): bool', (text: string, pattern: string) => {
    let compiled = patterns.get(pattern)
    if (compiled === undefined) patterns.set(pattern, compiled = RE2JS.compile(pattern))
    return compiled.test(text)
  }, { async: false })
}
