/** What the last run of each scenario gave, kept in lab/results.json: a line a run, so that two people's runs merge. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { AdsTransport } from './app-mesh/bootstrap.ts'
import type { NamedScenario } from './scenarios.ts'
import type { Run } from './table.ts'

const file = 'lab/results.json'

/** One scenario on one Envoy. */
export interface Result {
  scenario: string
  /** Version of the Envoy: `1.40.0`. */
  envoy: string
  ads: AdsTransport
  /** From start to end, two samples and two diagnoses included. */
  seconds: number
  /** What was first in place of the expected cause: once live, once saved. Empty: as expected. */
  wrongCause: readonly string[]
  /** Findings that are not there, and traffic that was not the scenario's. */
  missing: readonly string[]
  /** Findings that are not true. */
  unexpected: readonly string[]
}

export function readResults(): Result[] {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Result[] : []
}

/** Puts runs in place of those before them, and leaves out scenarios that are gone. Runs that ended in an error have no result. */
export function keepResults(runs: readonly Run[], scenarios: readonly NamedScenario[]): void {
  const named = new Set(scenarios.map(({ name }) => name))
  const fresh = runs.flatMap(describeRun)
  const taken = new Set(fresh.map(keyOf))
  const all = [...readResults().filter(result => named.has(result.scenario) && !taken.has(keyOf(result))), ...fresh]
  const lines = all.toSorted((a, b) => keyOf(a) < keyOf(b) ? -1 : 1).map(result => JSON.stringify(result))
  writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`)
}

export const keyOf = ({ scenario, envoy, ads }: Pick<Result, 'scenario' | 'envoy' | 'ads'>): string => `${scenario} ${envoy} ${ads}`

function describeRun({ scenario, version, transport, outcome }: Run): Result[] {
  if (outcome instanceof Error) return []
  const verdicts = [outcome.live, outcome.saved].flatMap(verdict => verdict === undefined ? [] : [verdict])
  return [{
    scenario, envoy: version, ads: transport, seconds: Math.round(outcome.seconds),
    wrongCause: verdicts.flatMap(({ wrongCause }) => wrongCause === undefined ? [] : [wrongCause]),
    missing: [...new Set([...verdicts.flatMap(({ missing }) => missing), ...outcome.traffic])],
    unexpected: [...new Set(verdicts.flatMap(({ unexpected }) => unexpected))],
  }]
}
