/** `npm run lab`: real Envoys suffer the documented faults, meshmedic diagnoses them, a table says whether it was right. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { MeshmedicError, UsageError } from '../src/errors.ts'
import type { AdsTransport } from './app-mesh/bootstrap.ts'
import { ensureEnvoy } from './envoys/fetch.ts'
import { labVersions, renderLabPage, runsAtOnce } from './page.ts'
import { keepResults, keyOf, readResults } from './results.ts'
import { runScenario } from './run-scenario.ts'
import { type NamedScenario, loadScenarios } from './scenarios.ts'
import { type Run, isRight, printTable } from './table.ts'

const usage = `npm run lab -- [--only GLOB]… [--envoy VERSION]… [--jobs N] [--save DIR] [--keep] [--no-diagnose] [--list] [--table]`

interface Job extends NamedScenario { version: string, transport: AdsTransport }

async function main(): Promise<number> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      only: { type: 'string', multiple: true, default: ['*'] },
      envoy: { type: 'string', multiple: true, default: [...labVersions] },
      jobs: { type: 'string', default: String(runsAtOnce) },
      save: { type: 'string' },
      keep: { type: 'boolean', default: false },
      diagnose: { type: 'boolean', default: true },
      list: { type: 'boolean', default: false },
      table: { type: 'boolean', default: false },
    },
  })
  const scenarios = await loadScenarios()
  const jobs = planJobs(scenarios, values.only, values.envoy)
  if (values.list) {
    for (const { name, scenario } of jobs.filter((job, index) => jobs.findIndex(one => one.name === job.name) === index)) {
      console.log(`${name.padEnd(50)} ${scenario.title}`)
    }
    return 0
  }
  const binaries = new Map<string, string>()
  for (const version of values.envoy) binaries.set(version, await ensureEnvoy(version))

  const interruption = new AbortController()
  const interrupt = (): void => interruption.abort(new Error('interrupted'))
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)

  const runs: Run[] = []
  const queue = sortByLength(jobs)
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined && !interruption.signal.aborted; job = queue.shift()) {
      const { name, scenario, version, transport } = job
      const folder = nameFolder(job, values.envoy.length > 1)
      const outcome = await runScenario(scenario, binaries.get(version) ?? '', {
        transport,
        keep: values.keep,
        diagnose: values.diagnose,
        signal: interruption.signal,
        origin: { scenario: name, envoy: version, ads: transport },
        ...(values.save === undefined ? {} : { save: join(values.save, folder) }),
      }).catch((error: unknown) => error instanceof Error ? error : new Error(String(error)))
      const run: Run = { scenario: name, version, transport, outcome }
      runs.push(run)
      // At once: what an interrupted run has found is kept.
      if (values.table) keepResults([run], scenarios)
      console.error(`${isRight(run) ? 'ok  ' : 'FAIL'} ${runs.length}/${jobs.length} ${name} ${version} ${transport}`
        + (outcome instanceof Error || outcome.folder === undefined ? '' : ` ${outcome.folder}`))
    }
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, work))
  console.log(printTable(runs.sort((a, b) => jobs.findIndex(isJobOf(a)) - jobs.findIndex(isJobOf(b)))))
  if (values.table) writeFileSync('docs/lab.md', renderLabPage(scenarios, readResults()))
  return interruption.signal.aborted ? 130 : runs.every(isRight) ? 0 : 1
}

/** `tls-upstream-san-mismatch`, with the version where there is more than one, and the transport where it is not the one of App Mesh's own agent. */
const nameFolder = ({ name, scenario, version, transport }: Job, hasVersions: boolean): string =>
  [name.replaceAll('/', '-'), ...(hasVersions ? [version] : []), ...(transport === 'google_grpc' || scenario.ads?.length === 1 ? [] : [transport])].join('--')

/** Those that took longest the last time go first, so that none is left to run alone at the end; new ones before them. */
function sortByLength(jobs: readonly Job[]): Job[] {
  const seconds = new Map(readResults().map(result => [keyOf(result), result.seconds]))
  const secondsOf = ({ name, version, transport }: Job): number => seconds.get(keyOf({ scenario: name, envoy: version, ads: transport })) ?? Infinity
  return jobs.toSorted((a, b) => secondsOf(a) === secondsOf(b) ? 0 : secondsOf(b) - secondsOf(a))
}

const isJobOf = (run: Run) => (job: Job): boolean => job.name === run.scenario && job.version === run.version && job.transport === run.transport

/** Every scenario with every version and transport that it is meant for. */
function planJobs(scenarios: readonly NamedScenario[], only: readonly string[], versions: readonly string[]): Job[] {
  const patterns = only.map(glob => new RegExp(`^${glob.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`))
  const wanted = scenarios.filter(({ name }) => patterns.some(pattern => pattern.test(name)))
  if (wanted.length === 0) {
    throw new UsageError({ what: `No scenario is named ${only.join(' or ')}`, why: `The lab has ${scenarios.length}.`, tryThis: 'List them with --list.' })
  }
  return wanted.flatMap(one => versions.filter(version => one.scenario.runsOn?.(version) !== false)
    .flatMap(version => (one.scenario.ads ?? ['google_grpc'] as const).map(transport => ({ ...one, version, transport }))))
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof MeshmedicError) && !(error instanceof TypeError)) throw error
  console.error(error instanceof MeshmedicError ? `${error.message}\n${error.why}\n${error.tryThis}` : `${error.message}\n${usage}`)
  process.exitCode = 2
}
