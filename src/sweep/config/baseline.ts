import { readFile } from 'node:fs/promises'
import { UsageError } from '../../errors.ts'
import type { Report } from '../../engine/report.ts'
import type { SweepStore } from '../../store/store.ts'

/**
 * Fingerprints of what is known: of a run of the store (its number, or `last`), or of a report that `-o json` wrote.
 * @throws UsageError where there is no such run or file
 */
export async function readBaseline(text: string, store: SweepStore, scope: string): Promise<ReadonlySet<string>> {
  if (text === 'last' || /^\d+$/.test(text)) {
    const runs = await store.listRuns(scope, 1000)
    const run = text === 'last' ? runs.find(one => one.state === 'done') : await store.readRun(Number(text))
    if (run?.state === 'done') return new Set((await store.findingsAt(run.id)).map(finding => finding.fingerprint))
    // The first run has nothing before it: all that it finds is new.
    if (text === 'last') return new Set()
    throw new UsageError({ what: `There is no finished run ${text} to be the baseline.`, why: 'The store does not hold it.', tryThis: '`meshmedic sweep history` lists the runs.' })
  }
  try {
    const report = JSON.parse(await readFile(text, 'utf8')) as { findings?: Report['findings'] } | null
    const findings = report?.findings
    if (findings === undefined || !Array.isArray(findings)) throw new Error('it has no findings')
    return new Set((findings as Report['findings']).map(finding => finding.fingerprint))
  } catch (error) {
    throw new UsageError({
      what: `The baseline ${text} cannot be read.`, why: error instanceof Error ? error.message : String(error),
      tryThis: 'Give the number of a run, `last`, or a report that `-o json=FILE` wrote.',
    }, { cause: error })
  }
}

export function markBaseline(report: Report, known: ReadonlySet<string> | undefined): Report {
  if (known === undefined) return report
  return { ...report, findings: report.findings.map(finding => ({ ...finding, baseline: known.has(finding.fingerprint) ? 'known' : 'new' })) }
}
