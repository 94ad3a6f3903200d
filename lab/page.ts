/** docs/lab.md: every scenario with what it came to on each Envoy. */
import type { AdsTransport } from './app-mesh/bootstrap.ts'
import { keyOf, type Result } from './results.ts'
import type { NamedScenario } from './scenarios.ts'

/** The Envoys that the lab runs unless told: the oldest and the newest that can be fetched as a wheel. */
export const labVersions = ['1.36.4', '1.40.0'] as const
/** So many runs go side by side unless told: a run mostly waits for its second sample. */
export const runsAtOnce = 4

/** The page of all scenarios that exist, faults first. `results` of scenarios that do not are left out. */
export function renderLabPage(scenarios: readonly NamedScenario[], results: readonly Result[]): string {
  const byKey = new Map(results.map(result => [keyOf(result), result]))
  const [healthy, faults] = [scenarios.filter(isHealthy), scenarios.filter(one => !isHealthy(one))]
  const table = (rows: readonly NamedScenario[]): string[] => [
    `| scenario | what happens | cause | ${labVersions.join(' | ')} |`,
    `|---|---|---|${labVersions.map(() => '---|').join('')}`,
    ...rows.flatMap(one => renderRows(one, byKey)),
  ]
  return [
    '# What real Envoys proved', '',
    'Made by `npm run coverage` from what `npm run lab -- --table` recorded; a test holds that it lists the scenarios that exist. How the lab works:',
    '[lab/README.md](../lab/README.md).', '',
    'Each scenario runs on real Envoys and is diagnosed twice: from the two admin interfaces, and from the saved answers with the logs. **first**: both',
    'diagnoses put the true cause first (nobody is called sick, in the healthy ones); **false**: findings of warning or above that are not true;',
    '**s**: seconds from start to end.', '',
    '| Envoy | runs | recorded | cause first | false findings | seconds, one after the other |', '|---|---|---|---|---|---|',
    ...labVersions.map(version => renderSum(version, scenarios, byKey)), '',
    `${runsAtOnce} runs go side by side unless \`--jobs\` says otherwise: most of a run is waiting for the second sample.`, '',
    `## Faults: ${faults.length}`, '', ...table(faults), '',
    `## Healthy: ${healthy.length}`, '', ...table(healthy), '',
  ].join('\n')
}

const isHealthy = ({ name }: NamedScenario): boolean => name.startsWith('healthy/')

type Results = ReadonlyMap<string, Result>

const transportsOf = ({ scenario }: NamedScenario): readonly AdsTransport[] => scenario.ads ?? ['google_grpc']
const runsOn = ({ scenario }: NamedScenario, version: string): boolean => scenario.runsOn?.(version) !== false

function renderRows(one: NamedScenario, results: Results): string[] {
  const transports = transportsOf(one)
  return transports.map(ads => {
    const cells = labVersions.map(envoy => runsOn(one, envoy) ? renderResult(results.get(keyOf({ scenario: one.name, envoy, ads }))) : 'does not apply')
    const name = transports.length === 1 ? one.name : `${one.name} (${ads})`
    const cause = one.scenario.expect.cause?.rule
    return `| ${name} | ${escapeCell(one.scenario.title)} | ${cause === undefined ? 'none' : `[${cause}](rules/${cause}.md)`} | ${cells.join(' | ')} |`
  })
}

function renderResult(result: Result | undefined): string {
  if (result === undefined) return 'not recorded'
  const { wrongCause, missing, unexpected, seconds } = result
  return escapeCell([
    wrongCause.length === 0 ? 'first' : `not first: ${wrongCause.join(', ')}`,
    `${unexpected.length} false${unexpected.length === 0 ? '' : `: ${unexpected.join(', ')}`}`,
    ...missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`],
    `${seconds} s`,
  ].join(', '))
}

function renderSum(version: string, scenarios: readonly NamedScenario[], results: Results): string {
  const runs = scenarios.filter(one => runsOn(one, version))
    .flatMap(one => transportsOf(one).map(ads => results.get(keyOf({ scenario: one.name, envoy: version, ads }))))
  const known = runs.flatMap(run => run === undefined ? [] : [run])
  const first = known.filter(({ wrongCause, missing }) => wrongCause.length === 0 && missing.length === 0).length
  const sum = (of: (run: Result) => number): number => known.reduce((total, run) => total + of(run), 0)
  return `| ${version} | ${runs.length} | ${known.length} | ${first} | ${sum(({ unexpected }) => unexpected.length)} | ${sum(({ seconds }) => seconds)} |`
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
