import type { Environment } from '@marcbachmann/cel-js'
import { RuleError, type Mistake } from '../../errors.ts'
import { subjectKinds } from '../../evidence/subjects.ts'
import { deferExpression, type CheckedExpressions } from '../language/checked.ts'
import { compileExpression, type Expression } from '../language/compile.ts'
import type { Environments } from '../language/environment.ts'
import { splitTemplate, type TemplatePiece } from './template.ts'
import type { Place, Rule, RuleSource, Template } from './rule.ts'

/** Rules are checked as a whole: an id that is explained must exist. `checked`: of a rule that came with the program, whose expressions the build has checked. */
export interface RuleInput { source: RuleSource, place?: Place | undefined, checked?: CheckedExpressions | undefined }

/**
 * Compiles rules for evaluation.
 * @param otherIds rules that exist and are not run, so that they may be named in `explains`
 * @throws RuleError with every mistake of every rule.
 */
export function compileRules(inputs: readonly RuleInput[], environments: Environments, otherIds: ReadonlySet<string> = new Set()): Rule[] {
  const mistakes: Mistake[] = []
  const ids = new Set([...otherIds, ...inputs.map(input => input.source.id)])
  const rules = inputs.map(input => new RuleCompiler(input, environments, ids, mistakes).compile())
  if (mistakes.length > 0) throw new RuleError(mistakes)
  return rules
}

/** Compiles one rule; keeps the environment that grows by each `let`. */
class RuleCompiler {
  readonly #source: RuleSource
  readonly #place: Place
  readonly #mistakes: Mistake[]
  readonly #ids: ReadonlySet<string>
  readonly #checked: CheckedExpressions
  #environment: () => Environment

  constructor(input: RuleInput, environments: Environments, ids: ReadonlySet<string>, mistakes: Mistake[]) {
    this.#source = input.source
    this.#place = input.place ?? (() => ({ line: 1, column: 1 }))
    this.#mistakes = mistakes
    this.#ids = ids
    this.#checked = input.checked ?? {}
    this.#environment = () => environments.forSubject(Object.hasOwn(subjectKinds, input.source.each) ? input.source.each : 'proxy')
  }

  compile(): Rule {
    const source = this.#source
    const where = this.#optional(source.where, ['where'], 'bool')
    const lets = this.#compileLets()
    const detect = source.detect.map(({ when, exposure }, i) => ({
      when: this.#expression(when, ['detect', i, 'when'], 'bool'),
      exposure: this.#optional(exposure, ['detect', i, 'exposure'], 'double'),
    }))
    const graded = <T extends string>(value: T | readonly { when?: string, is: T }[], key: string): { when: Expression | undefined, is: T }[] =>
      typeof value === 'string'
        ? [{ when: undefined, is: value }]
        : value.map(({ when, is }, i) => ({ when: this.#optional(when, [key, i, 'when'], 'bool'), is }))
    for (const id of [...source.explains, ...source.rivals.map(rival => rival.rule)]) {
      if (!this.#ids.has(id)) this.#report(['explains'], `there is no rule ${id}`)
    }
    return {
      source, id: source.id, each: source.each, where, let: lets, detect,
      severity: graded(source.severity, 'severity'),
      confidence: graded(source.confidence, 'confidence'),
      message: this.#template(source.message, ['message']),
      saw: source.saw.map(({ name, value, when }, i) => ({
        name, value: this.#expression(value, ['saw', i, 'value']), when: this.#optional(when, ['saw', i, 'when'], 'bool'),
      })),
      why: this.#template(source.why, ['why']),
      fix: this.#template(source.fix, ['fix']),
      fixWhenFrozen: source.fixWhenFrozen === undefined ? undefined : this.#template(source.fixWhenFrozen, ['fixWhenFrozen']),
      verify: this.#template(source.verify, ['verify']),
      rivals: source.rivals.map(({ rule, when, because }, i) => ({
        rule, when: this.#expression(when, ['rivals', i, 'when'], 'bool'), because: this.#template(because, ['rivals', i, 'because']),
      })),
    }
  }

  #compileLets(): Rule['let'] {
    return Object.entries(this.#source.let).map(([name, text]) => {
      const expression = this.#expression(text, ['let', name])
      this.#environment = extend(this.#environment, name, expression.type)
      return { name, expression }
    })
  }

  #optional(text: string | undefined, path: readonly (string | number)[], type: string): Expression | undefined {
    return text === undefined ? undefined : this.#expression(text, path, type)
  }

  #expression(text: string, path: readonly (string | number)[], type?: string, offset = 0): Expression {
    const checked = Object.hasOwn(this.#checked, text) ? this.#checked[text] : undefined
    if (checked !== undefined) return deferExpression(this.#environment, text, checked)
    const compiled = compileExpression(this.#environment(), text, type)
    if ('expression' in compiled) return compiled.expression
    for (const mistake of compiled.mistakes) this.#report(path, mistake.message, offset + mistake.offset)
    return nothing
  }

  #template(text: string, path: readonly (string | number)[]): Template {
    return {
      parts: splitTemplate(text).map(part => typeof part === 'string' ? part : { ways: this.#ways(part, path) }),
    }
  }

  #ways(part: Exclude<TemplatePiece, string>, path: readonly (string | number)[]): Expression[] {
    const first = this.#expression(part.source, path, undefined, part.offset)
    return part.otherwise === undefined ? [first] : [first, ...this.#ways(part.otherwise, path)]
  }

  #report(path: readonly (string | number)[], message: string, offset?: number): void {
    this.#mistakes.push({ file: this.#source.file, ...this.#place(path, offset), message })
  }
}

/** The environment that knows one name more; made when something is first compiled in it. */
function extend(base: () => Environment, name: string, type: string): () => Environment {
  let made: Environment | undefined
  return () => {
    if (made === undefined) {
      made = base().clone()
      made.registerVariable(name, type)
    }
    return made
  }
}

/** Stands for an expression that did not compile; never run, because compileRules throws. */
const nothing: Expression = {
  source: '', type: 'dyn', run: () => undefined,
  reads: { fields: new Set(), stats: [], requestFilters: new Set() },
}
