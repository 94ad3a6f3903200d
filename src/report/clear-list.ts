import type { OnClear } from '../engine/judge.ts'
import type { Report } from '../engine/report.ts'

/** Gathers, while a run goes on, which rules are clear for which targets: a report only counts them, a format with a case for each needs them. */
export class ClearList {
  readonly #rules = new Map<string, Set<string>>()

  readonly add: OnClear = (rule, target) => {
    const targets = this.#rules.get(rule)
    if (targets === undefined) this.#rules.set(rule, new Set([target]))
    else targets.add(target)
  }

  /** The report with the list; a rule that also found something, or was partly unchecked, is not clear for that target. */
  complete(report: Report): Report {
    const other = new Map<string, Set<string>>()
    const note = (rule: string, target: string): void => void other.set(rule, (other.get(rule) ?? new Set<string>()).add(target))
    for (const { rule, target } of report.findings) note(rule, target)
    for (const { rule, targets } of report.unchecked) for (const target of targets) note(rule, target)
    const clear = Array.from(this.#rules, ([rule, targets]) => ({ rule, targets: [...targets].filter(target => other.get(rule)?.has(target) !== true) }))
    return { ...report, clear: clear.filter(one => one.targets.length > 0).toSorted((a, b) => a.rule < b.rule ? -1 : 1) }
  }
}
