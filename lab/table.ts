/** The lab's answer: one line a run; what is missing or unexpected says whether the live or the saved diagnosis lacks it. */
import Table from 'cli-table3'
import type { AdsTransport } from './app-mesh/bootstrap.ts'
import type { Outcome, Verdict } from './run-scenario.ts'

export interface Run {
  scenario: string
  version: string
  transport: AdsTransport
  /** What came out, or why nothing did. */
  outcome: Outcome | Error
}

/** Whether the traffic was the scenario's and every diagnosis as expected. */
export const isRight = ({ outcome }: Run): boolean => !(outcome instanceof Error) && outcome.traffic.length === 0
  && [outcome.live, outcome.saved].every(verdict => verdict === undefined
    || (verdict.wrongCause === undefined && verdict.missing.length === 0 && verdict.unexpected.length === 0))

/** The runs as a table and a line with the sum. */
export function printTable(runs: readonly Run[]): string {
  const table = new Table({
    head: ['scenario', 'envoy', 'ads', 's', 'cause live', 'cause saved', 'missing', 'unexpected'],
    // No line between the rows.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  })
  for (const { scenario, version, transport, outcome } of runs) {
    if (outcome instanceof Error) {
      table.push([scenario, version, transport, '', 'none', 'none', `failed: ${outcome.message.slice(0, 300)}`, '-'])
      continue
    }
    const { live, saved } = outcome
    const missing = [...mark('live', live?.missing), ...mark('saved', saved?.missing), ...mark('traffic', outcome.traffic)]
    const unexpected = [...mark('live', live?.unexpected), ...mark('saved', saved?.unexpected)]
    table.push([scenario, version, transport, outcome.seconds.toFixed(0), printCause(live), printCause(saved), list(missing), list(unexpected)])
  }
  const wrong = runs.filter(run => !isRight(run)).length
  return `${table.toString()}\n${runs.length} runs, ${wrong === 0 ? 'all as expected' : `${wrong} not as expected`}`
}

const printCause = (verdict: Verdict | undefined): string =>
  verdict === undefined ? 'not asked' : verdict.wrongCause === undefined ? 'as expected' : `no: ${verdict.wrongCause}`

const mark = (where: string, lines: readonly string[] = []): string[] => lines.map(line => `${where}: ${line}`)

const list = (lines: readonly string[]): string => lines.length === 0 ? '-' : lines.join('\n')
