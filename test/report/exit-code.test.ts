import assert from 'node:assert/strict'
import type { Report, Severity } from '../../src/engine/report.ts'
import { exitCode } from '../../src/report/exit-code.ts'
import type { ExitPolicy } from '../../src/report/exit-code.ts'
import { reporters } from '../../src/report/index.ts'
import type { Format } from '../../src/report/index.ts'
import { aFinding, allClearReport, aReport, nobodyReport, partlyReachedReport } from './samples.ts'

const finding = (severity: Severity): Report => aReport({ findings: [aFinding('f', { severity })] })
const covered = (ratio: number, report = aReport()): Report => ({ ...report, coverage: { ...report.coverage, ratio } })

const rows: [string, Report, ExitPolicy, number][] = [
  ['nothing found', aReport(), { failOn: 'error' }, 0],
  ['all clear, with info', allClearReport, { failOn: 'error' }, 0],
  ['info, even as the limit', finding('info'), { failOn: 'info' }, 0],
  ['a warning below error', finding('warning'), { failOn: 'error' }, 0],
  ['a warning at warning', finding('warning'), { failOn: 'warning' }, 1],
  ['a warning at info', finding('warning'), { failOn: 'info' }, 1],
  ['an error at error', finding('error'), { failOn: 'error' }, 1],
  ['an error below critical', finding('error'), { failOn: 'critical' }, 0],
  ['critical at warning', finding('critical'), { failOn: 'warning' }, 1],
  ['critical, never', finding('critical'), { failOn: 'never' }, 0],
  ['too little covered', covered(0.78), { failOn: 'error', failCoverageBelow: 0.8 }, 3],
  ['exactly enough covered', covered(0.8), { failOn: 'error', failCoverageBelow: 0.8 }, 0],
  ['coverage without a limit', covered(0), { failOn: 'error' }, 0],
  ['a finding before coverage', covered(0.1, finding('critical')), { failOn: 'error', failCoverageBelow: 0.8 }, 1],
  ['coverage where findings never fail', covered(0.1, finding('critical')), { failOn: 'never', failCoverageBelow: 0.8 }, 3],
  ['nobody reached', nobodyReport, { failOn: 'never' }, 4],
  ['nobody reached, before coverage', nobodyReport, { failOn: 'error', failCoverageBelow: 1 }, 4],
  ['one of three reached', partlyReachedReport, { failOn: 'error' }, 0],
  ['no target and nothing judged', aReport({ targets: [], coverage: { clear: 0, findings: 0, unchecked: 9, notApplicable: 0, ratio: 0 } }), { failOn: 'error' }, 4],
  ['no proxy, but resources judged', aReport({ targets: [] }), { failOn: 'error' }, 0],
  ['interrupted, before all else', { ...nobodyReport, findings: finding('critical').findings }, { failOn: 'error', interrupted: true }, 130],
  ['not interrupted', aReport(), { failOn: 'error', interrupted: false }, 0],
]

describe('exit code', () => {
  for (const [name, report, policy, code] of rows) {
    it(`${code}: ${name}, in every format`, async () => {
      for (const format of Object.keys(reporters) as Format[]) {
        const render = await reporters[format]()
        assert.ok(render(report, { width: 80, color: false, all: false, verbose: false }).endsWith('\n'))
        assert.equal(exitCode(report, policy), code, format)
      }
    })
  }
})
