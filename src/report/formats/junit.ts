import type { Finding, Report, ReportTarget } from '../../engine/report.ts'
import { tellFinding } from '../outline.ts'
import { dropMarks } from '../text/marks.ts'
import { escapeXml } from '../xml.ts'

interface Case { rule: string, failures: string[], skipped: string | undefined, output: string[] }

/**
 * JUnit XML: a suite for each target, a case for each rule × target. A finding is a failure; what could not be checked, or is suppressed,
 * is skipped with its reason; a statement of severity info is the case's output. Rules that are clear pass, where the run lists them.
 * Source: the schema that Jenkins, GitLab and others read (testsuites, testsuite, testcase, failure, skipped, system-out).
 */
export function renderJunit(report: Report): string {
  const suites = report.targets.map(target => suiteOf(target, report)).filter(suite => suite.cases.length > 0)
  const total = { tests: 0, failures: 0, skipped: 0 }
  const parts = suites.map(({ target, cases }) => {
    const counts = { tests: cases.length, failures: cases.filter(one => one.failures.length > 0).length, skipped: cases.filter(isSkipped).length }
    total.tests += counts.tests
    total.failures += counts.failures
    total.skipped += counts.skipped
    const at = target.at === null ? '' : ` timestamp="${escapeXml(target.at.replace(/(?:\.\d+)?Z$/, ''))}"`
    return [`  <testsuite name="${escapeXml(target.id)}" tests="${counts.tests}" failures="${counts.failures}" errors="0" skipped="${counts.skipped}" time="0"${at}>`, ...cases.map(one => printCase(one, target)), '  </testsuite>'].join('\n')
  })
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="meshmedic" tests="${total.tests}" failures="${total.failures}" errors="0" skipped="${total.skipped}" time="0">`, ...parts, '</testsuites>', ''].join('\n')
}

const isSkipped = ({ failures, skipped }: Case): boolean => failures.length === 0 && skipped !== undefined

function suiteOf(target: ReportTarget, report: Report): { target: ReportTarget, cases: Case[] } {
  const cases = new Map<string, Case>()
  const caseOf = (rule: string): Case => {
    const known = cases.get(rule) ?? { rule, failures: [], skipped: undefined, output: [] }
    cases.set(rule, known)
    return known
  }
  for (const finding of report.findings.filter(one => one.target === target.id)) {
    const mine = caseOf(finding.rule)
    const text = describe(finding, report)
    if (finding.suppressed !== undefined) mine.skipped = `suppressed until ${finding.suppressed.expires} by ${finding.suppressed.owner}: ${finding.suppressed.reason}`
    else if (finding.severity === 'info') mine.output.push(text)
    else mine.failures.push(text)
  }
  for (const { rule, reason, targets } of report.unchecked) if (targets.includes(target.id)) caseOf(rule).skipped ??= `not checked: ${reason}`
  for (const { rule, targets } of report.clear ?? []) if (targets.includes(target.id)) caseOf(rule)
  return { target, cases: [...cases.values()].sort((a, b) => a.rule < b.rule ? -1 : 1) }
}

function describe(finding: Finding, report: Report): string {
  return dropMarks(`${finding.severity}: ${tellFinding(finding, report)}\nWhy: ${finding.why}\nDo: ${finding.fix}\nCheck: ${finding.verify}`)
}

function printCase(one: Case, target: ReportTarget): string {
  // Set in, so that no line of a name can pass for one of ours.
  const lines = (text: string): string => text.split('\n').map(escapeXml).join('\n        ')
  const [first = '', ...more] = one.failures
  const inside = [
    ...(first === '' ? [] : [`      <failure message="${escapeXml(first.split('\n')[0] ?? '')}" type="finding">${lines([first, ...more].join('\n\n'))}</failure>`]),
    ...(isSkipped(one) ? [`      <skipped message="${escapeXml(one.skipped ?? '')}"/>`] : []),
    ...(one.output.length === 0 ? [] : [`      <system-out>${lines(one.output.join('\n\n'))}</system-out>`]),
  ]
  const head = `    <testcase classname="${escapeXml(target.id)}" name="${escapeXml(one.rule)}" time="0"`
  return inside.length === 0 ? `${head}/>` : [`${head}>`, ...inside, '    </testcase>'].join('\n')
}
