/** The lab's answer: one line a run, mismatches below the line that has them. */
import Table from 'cli-table3'
import type { Outcome } from './run-scenario.ts'

export interface Run {
  scenario: string
  version: string
  transport: string
  /** What came out, or why nothing did. */
  outcome: Outcome | Error
}

/** Whether everything was as expected. */
export const isRight = ({ outcome }: Run): boolean => !(outcome instanceof Error)
  && outcome.wrongCause === undefined && [...outcome.missing, ...outcome.unexpected, ...outcome.traffic].length === 0

export function printTable(runs: readonly Run[]): string {
  const table = new Table({
    head: ['scenario', 'envoy', 'ads', 'seconds', 'first cause', 'missing', 'unexpected'],
    style: { head: [], border: [] },
  })
  for (const { scenario, version, transport, outcome } of runs) {
    if (outcome instanceof Error) {
      table.push([scenario, version, transport, '', { colSpan: 3, content: `failed: ${outcome.message.slice(0, 300)}` }])
      continue
    }
    const cause = outcome.report === undefined ? 'not asked' : outcome.wrongCause === undefined ? 'as expected' : `no: ${outcome.wrongCause}`
    const missing = [...outcome.missing, ...outcome.traffic.map(text => `traffic ${text}`)]
    table.push([scenario, version, transport, outcome.seconds.toFixed(0), cause, list(missing), list(outcome.unexpected)])
  }
  return table.toString()
}

const list = (lines: readonly string[]): string => lines.length === 0 ? '-' : lines.join('\n')
