import { Absent } from '../../evidence/absent.ts'
import type { Proxy } from '../../evidence/schema.ts'
import { subjectKinds } from '../../evidence/subjects.ts'
import { viewOf } from '../language/views.ts'
import type { Rule } from '../rules/rule.ts'
import type { Subject } from './subjects.ts'

const noClock = new Absent('clock', 'nothing tells when the evidence was read')
const noProxy = new Absent('server_info', 'the target could not be read')

/** The variables of an expression: the subject, its proxy, `now`, and the rule's own names, each computed at most once. */
export function makeScope(rule: Rule, subject: Subject, proxy: Proxy | undefined, now: number | undefined): object {
  const { variable, record } = subjectKinds[subject.kind]
  const scope: Record<string, unknown> = {}
  define(scope, 'now', () => {
    if (now === undefined) throw noClock
    return new Date(now)
  })
  define(scope, 'proxy', () => {
    if (proxy === undefined) throw noProxy
    return viewOf('Proxy', proxy)
  })
  if (variable !== 'proxy') define(scope, variable, () => viewOf(record, subject.raw))
  for (const { name, expression } of rule.let) define(scope, name, () => expression.run(scope))
  return scope
}

/** A getter that keeps its value, or the error it threw. */
function define(scope: object, name: string, compute: () => unknown): void {
  let kept: { value: unknown } | { error: unknown } | undefined
  Object.defineProperty(scope, name, {
    enumerable: true,
    configurable: true,
    get() {
      if (kept === undefined) {
        try {
          kept = { value: compute() }
        } catch (error) {
          kept = { error }
        }
      }
      if ('error' in kept) throw kept.error
      return kept.value
    },
  })
}
