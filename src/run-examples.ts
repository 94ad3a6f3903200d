import { exampleSnapshot } from './catalogue/example-snapshot.ts'
import { diagnose, type RuleSet } from './diagnose.ts'
import type { Report } from './engine/report.ts'
import { deriveNeeds } from './engine/rules/derive-needs.ts'
import type { Example } from './engine/rules/rule.ts'

/** How one example of a rule came out; `why` is undefined where it came out as it should. */
export interface ExampleResult { rule: string, example: string, why: string | undefined }

/** Runs the examples of every rule of the set, each rule alone, on the same way as real evidence. */
export async function runExamples(ruleSet: RuleSet, tool: Report['tool']): Promise<ExampleResult[]> {
  const results: ExampleResult[] = []
  for (const rule of ruleSet.rules) {
    const alone = { ...ruleSet, rules: [rule], needs: deriveNeeds([rule]) }
    const { fires, quiet } = rule.source.examples
    for (const [example, judge] of [...fires.map(example => [example, judgeFiring] as const), ...quiet.map(example => [example, judgeQuiet] as const)]) {
      const report = await diagnose(exampleSnapshot(example), alone, { tool, at: undefined })
      results.push({ rule: rule.id, example: example.name, why: judge(example, report) })
    }
  }
  return results
}

function judgeFiring(example: Example, report: Report): string | undefined {
  const [finding] = report.findings
  if (finding === undefined) return `gives no finding: ${describeUnchecked(report)}`
  const { severity, subject, message } = example.expect ?? {}
  if (severity !== undefined && finding.severity !== severity) return `is ${finding.severity}, not ${severity}`
  if (subject !== undefined && finding.subject !== subject) return `is about ${JSON.stringify(finding.subject)}, not ${JSON.stringify(subject)}`
  if (message !== undefined && !finding.message.includes(message)) return `says ${JSON.stringify(finding.message)}`
  return undefined
}

function judgeQuiet(example: Example, report: Report): string | undefined {
  const wanted = example.expect?.verdict ?? 'clear'
  const [finding] = report.findings
  if (finding !== undefined) return `gives a finding: ${finding.message}`
  const verdict = verdictOf(report)
  return verdict === wanted ? undefined : `is ${verdict}, not ${wanted}: ${describeUnchecked(report)}`
}

/** The verdict of a report that ran one rule: the worst of its judgements. */
function verdictOf({ coverage }: Report): 'finding' | 'unchecked' | 'clear' | 'not-applicable' {
  if (coverage.findings > 0) return 'finding'
  if (coverage.clear > 0) return 'clear'
  return coverage.unchecked > 0 ? 'unchecked' : 'not-applicable'
}

function describeUnchecked(report: Report): string {
  const reasons = [...new Set(report.unchecked.map(group => group.reason)), ...report.problems.map(problem => problem.message)]
  return reasons.length === 0 ? 'everything was clear' : reasons.join('; ')
}
