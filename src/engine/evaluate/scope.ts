import { Absent } from '../../evidence/absent.ts'
import type { Proxy } from '../../evidence/schema.ts'
import { subjectKinds } from '../../evidence/subjects.ts'
import { viewOf } from '../language/views.ts'
import type { Rule } from '../rules/rule.ts'
import type { Subject } from './subjects.ts'

const noClock = new Absent('clock', 'nothing tells when the evidence was read')
const noProxy = new Absent('server_info', 'the target could not be read')

type Kept = { value: unknown } | { error: unknown }

/** What the variables are read from. */
class Scope {
  readonly subject: Subject
  readonly proxy: Proxy | undefined
  readonly now: number | undefined
  kept: Record<string, Kept> | undefined

  constructor(subject: Subject, proxy: Proxy | undefined, now: number | undefined) {
    this.subject = subject
    this.proxy = proxy
    this.now = now
  }
}

type ScopeClass = new (source: Scope) => object

/** A class for each rule: judging a mesh makes hundreds of thousands of scopes of a few forms. */
const classes = new WeakMap<Rule, ScopeClass>()

/** The variables of an expression: the subject, its proxy, `now`, and the rule's own names, each computed at most once. */
export function makeScope(rule: Rule, subject: Subject, proxy: Proxy | undefined, now: number | undefined): object {
  const known = classes.get(rule)
  const Variables = known ?? defineClass(rule)
  if (known === undefined) classes.set(rule, Variables)
  return new Variables(new Scope(subject, proxy, now))
}

function defineClass(rule: Rule): ScopeClass {
  const Variables = class {
    readonly #source: Scope
    constructor(source: Scope) {
      this.#source = source
    }

    static sourceOf(scope: InstanceType<typeof Variables>): Scope {
      return scope.#source
    }
  }
  /** A getter that keeps its value, or the error it threw. */
  const define = (name: string, compute: (source: Scope, scope: object) => unknown): void => {
    Object.defineProperty(Variables.prototype, name, {
      get(this: InstanceType<typeof Variables>) {
        const source = Variables.sourceOf(this)
        const kept = (source.kept ??= {})[name] ??= attempt(() => compute(source, this))
        if ('error' in kept) throw kept.error
        return kept.value
      },
    })
  }
  const { variable, record } = subjectKinds[rule.each]
  define('now', ({ now }) => {
    if (now === undefined) throw noClock
    return new Date(now)
  })
  define('proxy', ({ proxy }) => {
    if (proxy === undefined) throw noProxy
    return viewOf('Proxy', proxy)
  })
  if (variable !== 'proxy') define(variable, ({ subject }) => viewOf(record, subject.raw))
  for (const { name, expression } of rule.let) define(name, (_source, scope) => expression.run(scope))
  return Variables
}

function attempt(compute: () => unknown): Kept {
  try {
    return { value: compute() }
  } catch (error) {
    return { error }
  }
}
