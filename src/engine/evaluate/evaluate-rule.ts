import { Absent, type Lack } from '../../evidence/absent.ts'
import type { ProxyEvidence } from '../../evidence/proxy-evidence.ts'
import type { EvidenceLine } from '../report.ts'
import type { Expression } from '../language/compile.ts'
import { expressionsOf } from '../rules/derive-needs.ts'
import type { Rule } from '../rules/rule.ts'
import { describeLead } from './describe-lead.ts'
import type { EvidenceReader, Judged } from './reader.ts'
import { formatValue, isEvaluationFailure, renderTemplate } from './render-template.ts'
import { makeScope } from './scope.ts'
import type { Subject } from './subjects.ts'
import type { FindingDraft, Verdict } from './verdict.ts'

type Evidence = Pick<ProxyEvidence, 'proxy' | 'series' | 'log' | 'requestsByCluster' | 'clock' | 'frozen' | 'source'>

/** A rule that broke: it costs only itself. */
export class BrokenRule extends Error {}

/**
 * Judges one subject by one rule; undefined where the rule is not about this subject.
 * @throws BrokenRule when the rule itself fails.
 */
export function evaluateRule(rule: Rule, subject: Subject, evidence: Evidence, peer: Judged['peer'], reader: EvidenceReader): Verdict | undefined {
  const begin = (mode: Judged['mode']): object => {
    reader.begin({ subject, evidence, peer, mode })
    return makeScope(rule, subject, evidence.proxy, evidence.clock.at)
  }
  try {
    const scope = begin('growth')
    const about = rule.where === undefined ? true : attempt(rule.where, scope)
    if (about === false) return undefined
    if (about instanceof Absent) return { kind: 'unchecked', lack: about.lack, reason: about.reason, lead: undefined }
    const judged = judgeWays(rule, scope, reader)
    if ('lines' in judged) return { kind: 'finding', finding: draftFinding(rule, scope, evidence, judged.lines, reader) }
    const lead = findLead(rule, begin, evidence, reader)
    return judged.clear
      ? { kind: 'clear', lead }
      : { kind: 'unchecked', lack: judged.absent.lack, reason: judged.absent.reason, lead }
  } catch (error) {
    throw new BrokenRule(`${rule.id} failed on ${subject.label}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

/**
 * Any way that holds is a finding; otherwise one that could be judged, with exposure, makes it clear. Counters that did not grow
 * between the samples overrule the access log, whose window is longer: what it shows is over.
 */
function judgeWays(rule: Rule, scope: object, reader: EvidenceReader): { lines: EvidenceLine[] } | { clear: true } | { clear: false, absent: Absent } {
  let clear = false
  let overruled = false
  let absent: Absent | undefined
  for (const { when, exposure } of rule.detect) {
    reader.forget()
    const holds = attempt(when, scope)
    if (holds === true && overruled && readsOnlyLog(when)) continue
    if (holds === true) return { lines: withExposure(reader.lines(), exposure, scope, reader) }
    const exposed = holds === false && exposure !== undefined ? attempt(exposure, scope) : undefined
    if (holds instanceof Absent) absent = weightier(absent, holds)
    else if (exposed instanceof Absent) absent = weightier(absent, exposed)
    else if (exposed === 0) absent = weightier(absent, noTraffic)
    else {
      clear = true
      overruled ||= exposure !== undefined && !readsOnlyLog(when)
    }
  }
  if (clear) return { clear: true }
  return { clear: false, absent: absent ?? new Absent('supported form', 'the rule has no way to tell') }
}

const readsOnlyLog = ({ reads }: Expression): boolean => reads.requestFilters.size > 0 && !reads.stats.some(read => read.growth)

const noTraffic = new Absent('traffic', 'no traffic in which the fault would show')

/** Of several reasons the one that is easiest to remedy is named: traffic or a second sample, rather than a missing file. */
function weightier(a: Absent | undefined, b: Absent): Absent {
  const order: readonly Lack[] = ['traffic', 'second sample']
  if (a === undefined) return b
  return order.includes(b.lack) && !order.includes(a.lack) ? b : a
}

/** The number of which a counter's growth is a part stands beside it. */
function withExposure(lines: EvidenceLine[], exposure: Expression | undefined, scope: object, reader: EvidenceReader): EvidenceLine[] {
  const whole = exposure === undefined ? undefined : attempt(exposure, scope)
  reader.forget()
  if (typeof whole !== 'number' || whole === 0) return lines
  return lines.map(line => line.growth !== undefined && line.growth <= whole ? { ...line, of: whole } : line)
}

function draftFinding(rule: Rule, scope: object, evidence: Evidence, lines: readonly EvidenceLine[], reader: EvidenceReader): FindingDraft {
  const fix = evidence.frozen && rule.fixWhenFrozen !== undefined ? rule.fixWhenFrozen : rule.fix
  const finding = {
    severity: pick(rule.severity, scope) ?? 'error',
    confidence: pick(rule.confidence, scope) ?? 'possible',
    message: renderTemplate(rule.message, scope),
    why: renderTemplate(rule.why, scope),
    fix: renderTemplate(fix, scope),
    verify: renderTemplate(rule.verify, scope),
    evidence: [...lines, ...seeMore(rule, scope, evidence)],
    rejected: rule.rivals.filter(rival => attempt(rival.when, scope) === true)
      .map(rival => ({ rule: rival.rule, because: renderTemplate(rival.because, scope) })),
  }
  reader.forget()
  return finding
}

function pick<T>(graded: readonly { when: Expression | undefined, is: T }[], scope: object): T | undefined {
  return graded.find(({ when }) => when === undefined || attempt(when, scope) === true)?.is
}

function seeMore(rule: Rule, scope: object, evidence: Evidence): EvidenceLine[] {
  return rule.saw.flatMap(({ name, value, when }) => {
    if (when !== undefined && attempt(when, scope) !== true) return []
    const seen = attempt(value, scope)
    return seen instanceof Absent || seen === undefined || seen === '' ? [] : [{ source: evidence.source, name, value: formatValue(seen) }]
  })
}

/** Asks what the counters since start would say; the answer is worth a look, never a finding. */
function findLead(rule: Rule, begin: (mode: Judged['mode']) => object, evidence: Evidence, reader: EvidenceReader): string | undefined {
  if (!mayLead(rule)) return undefined
  const scope = begin('total')
  for (const { when } of rule.detect) {
    reader.forget()
    if (attempt(when, scope) === true) return describeLead(rule, reader.lines(), evidence)
  }
  return undefined
}

const leading = new WeakMap<Rule, boolean>()

/** Whether the rule is about a sickness that counters tell; asked once for each subject, so the answer is kept. */
function mayLead(rule: Rule): boolean {
  const known = leading.get(rule)
  if (known !== undefined) return known
  // Expressions may read growth through a name of the rule's own, so all of them are looked at.
  const countsGrowth = expressionsOf(rule).some(expression => expression.reads.stats.some(read => read.growth))
  const may = countsGrowth && rule.severity.some(({ is }) => is !== 'info')
  leading.set(rule, may)
  return may
}

/** The expression's value, or the Absent that it met. An expression's own failure counts as not known, with its words. */
function attempt(expression: Expression, scope: object): unknown {
  try {
    return expression.run(scope)
  } catch (error) {
    if (error instanceof Absent) return error
    if (isEvaluationFailure(error)) return new Absent('supported form', error.message.split('\n')[0] ?? 'could not be computed')
    throw error
  }
}
