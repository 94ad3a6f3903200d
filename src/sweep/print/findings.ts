import { severities } from '../../engine/report.ts'
import { escapeText } from '../../report/escape.ts'
import type { StoredFinding, StoredRun, TargetState } from '../../store/store.ts'
import type { RunDiff } from '../compare-runs.ts'
import { showMoment } from './table.ts'

/** A run: what was open at its end, the most severe first, and who did not answer. */
export function printRun(run: StoredRun, findings: readonly StoredFinding[], unreached: readonly TargetState[]): string {
  const lines = [
    `run ${run.id} of ${run.scope}, ${showMoment(run.started)}: ${run.reached} of ${run.targets} targets read, ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} open`,
    ...sortFindings(findings).flatMap(finding => describeFinding(finding)),
    ...(unreached.length === 0 ? [] : ['', 'Not reached, so nothing is known about them:', ...unreached.map(target => `  ${escapeText(target.name)}  ${escapeText(target.reason)}`)]),
  ]
  return lines.map(line => `${line}\n`).join('')
}

function describeFinding(finding: StoredFinding): string[] {
  const state = finding.state === 'uncertain' ? `; not seen since ${showMoment(finding.lastSeen)}, and could not be checked` : ''
  const back = finding.returns === 0 ? '' : `, came back ${finding.returns} ${finding.returns === 1 ? 'time' : 'times'}`
  return [
    '', `${finding.severity.toUpperCase()} ${escapeText(plain(finding.message))}`,
    `  ${finding.rule} on ${escapeText(finding.endpoint)}${finding.instances > 1 ? ` (${finding.instances} instances)` : ''}; first seen ${showMoment(finding.firstSeen)}${back}${state}; ${finding.fingerprint}`,
  ]
}

/** What is new, gone, worse and better between two runs. */
export function printDiff(from: StoredRun, to: StoredRun, diff: RunDiff): string {
  const part = (title: string, findings: readonly { finding: StoredFinding, note: string }[]): string[] => findings.length === 0 ? [] : [
    '', `${title} (${findings.length}):`, ...findings.map(({ finding, note }) => `  ${finding.severity}${note} ${finding.rule} on ${escapeText(finding.endpoint)}: ${escapeText(plain(finding.message))}`),
  ]
  const plainly = (findings: readonly StoredFinding[]): { finding: StoredFinding, note: string }[] => sortFindings(findings).map(finding => ({ finding, note: '' }))
  const lines = [
    `run ${from.id} (${showMoment(from.ended)}) to run ${to.id} (${showMoment(to.ended)}): ${diff.same} the same`,
    ...part('new', plainly(diff.new)), ...part('gone', plainly(diff.gone)),
    ...part('worse', diff.worse.map(({ finding, before }) => ({ finding, note: ` (was ${before})` }))), ...part('better', diff.better.map(({ finding, before }) => ({ finding, note: ` (was ${before})` }))),
  ]
  return lines.map(line => `${line}\n`).join('')
}

function sortFindings(findings: readonly StoredFinding[]): StoredFinding[] {
  return findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.firstSeen - b.firstSeen || (a.fingerprint < b.fingerprint ? -1 : 1))
}

function plain(text: string): string {
  return text.replace(/[«»]/g, '')
}
