/** Runs one scenario: starts the pair, lets traffic flow, makes the fault happen, diagnoses, compares, takes everything down. */
import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '../src/engine/report.ts'
import type { AdsTransport } from './app-mesh/bootstrap.ts'
import { port, virtualService } from './app-mesh/names.ts'
import { Closing } from './closing.ts'
import { type Comparison, compare } from './compare.ts'
import { diagnose } from './diagnose.ts'
import { listProxies, saveExpectation, saveFirstSample, saveResources, saveRest } from './evidence.ts'
import { startPair } from './pair.ts'
import type { Expectation, RunningPair, Scenario } from './scenario.ts'
import { type Flow, type RunningFlow, startFlow } from './servers/traffic.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

export interface RunOptions {
  /** `google_grpc` unless told. */
  transport?: AdsTransport
  /** Keeps the proxies' answers, logs and the expectation in this folder. */
  save?: string
  /** Written into the saved expectation: scenario, Envoy version, transport. */
  origin?: Readonly<Record<string, string>>
  /** Leaves the temporary folder, and names it in the outcome. */
  keep?: boolean
  /** False only collects: nothing is diagnosed or compared. */
  diagnose?: boolean
  signal?: AbortSignal
}

/** One diagnosis and how it differs from what was expected. */
export interface Verdict extends Comparison { report: Report }

export interface Outcome {
  /** From the two admin interfaces; undefined when not asked for. */
  live?: Verdict
  /** From the saved answers and logs. */
  saved?: Verdict
  /** Traffic that did not get the answers which the scenario is about: then it proves nothing. */
  traffic: readonly string[]
  /** Seconds from start to end. */
  seconds: number
  /** The temporary folder, where kept. */
  folder?: string
}

/** Leaves no process, port or file behind, whatever is thrown (but the folder, with `keep`). */
export async function runScenario(scenario: Scenario, envoyPath: string, options: RunOptions = {}): Promise<Outcome> {
  const { transport = 'google_grpc', keep = false, signal = new AbortController().signal } = options
  const started = Date.now()
  const closing = new Closing()
  try {
    const temporary = await makeTemporaryFolder(keep)
    closing.add(temporary.remove)
    const folder = temporary.path
    const pair = await startPair({ scenario, binary: envoyPath, transport, folder, closing, signal })
    const flows = (scenario.traffic ?? [{ answers: 200 }]).map(flow => ({ flow, running: startTraffic(pair, flow) }))
    for (const { running } of flows) closing.add(() => running.stop())
    await pair.wait(scenario.warmUp ?? 2)
    await scenario.before?.(pair)

    const evidence = join(folder, 'evidence')
    const resources = await saveResources(scenario.describes, evidence)
    await saveFirstSample(pair, evidence)
    const counted = flows.map(({ running }) => new Map(running.counts))
    const asked = options.diagnose ?? true
    const happening = scenario.during?.(pair)
    happening?.catch(() => undefined) // told below, where it is awaited
    const live = asked ? await diagnoseLive({ pair, scenario, transport, resources, signal }) : undefined
    if (!asked) await pair.wait(scenario.seconds ?? 10)
    await happening
    await saveRest(pair, evidence)
    const traffic = flows.flatMap(({ flow, running }, index) => judgeTraffic(flow, running, counted[index] ?? new Map()))
    const saved = asked ? await diagnoseSaved(evidence, pair, scenario, signal) : undefined
    if (options.save !== undefined) {
      await rm(options.save, { recursive: true, force: true })
      await cp(evidence, options.save, { recursive: true })
      await saveExpectation(scenario, options.origin ?? {}, options.save)
    }
    if (keep) await keepReports(folder, { live: live?.report, saved: saved?.report })
    const seconds = (Date.now() - started) / 1000
    return { ...(live && { live }), ...(saved && { saved }), traffic, seconds, ...(keep ? { folder } : {}) }
  } finally {
    await closing.close()
  }
}

function startTraffic(pair: RunningPair, flow: Flow): RunningFlow {
  const { addresses } = pair.mesh
  return startFlow({ address: addresses[flow.to ?? 'checkout'], port }, { host: virtualService('payments'), ...flow }, flow.meant?.(addresses))
}

interface LiveRun { pair: RunningPair, scenario: Scenario, transport: AdsTransport, resources: readonly string[], signal: AbortSignal }

async function diagnoseLive({ pair, scenario, transport, resources, signal }: LiveRun): Promise<Verdict> {
  const proxies = listProxies(pair)
  const targets = [...resources, ...proxies.map(([, { admin }]) => admin), ...(scenario.moreTargets?.(pair.mesh) ?? [])]
  const report = await diagnose(targets, scenario.seconds ?? 10, signal)
  return judge(report, scenario, scenario.expectLive?.(transport) ?? scenario.expect, new Map(proxies.map(([name, { admin }]) => [name, admin])))
}

async function diagnoseSaved(folder: string, pair: RunningPair, scenario: Scenario, signal: AbortSignal): Promise<Verdict> {
  const report = await diagnose([folder], 10, signal)
  return judge(report, scenario, scenario.expect, new Map(listProxies(pair).map(([name]) => [name, name])))
}

async function keepReports(folder: string, reports: Readonly<Record<string, Report | undefined>>): Promise<void> {
  for (const [name, report] of Object.entries(reports)) {
    if (report !== undefined) await writeFile(join(folder, `${name}.json`), JSON.stringify(report, null, 1))
  }
}

/** `sources` are the addresses or folders that proxies were read from. A report that did not see each of them twice proves nothing. */
function judge(report: Report, { neverStarts = [] }: Scenario, expect: Expectation, sources: ReadonlyMap<string, string>): Verdict {
  const targets = [...sources].map(([name, source]) => [name, report.targets.find(one => one.source === source || one.source.startsWith(`${source}/`))] as const)
  const unseen = targets.filter(([name, target]) => target?.samples !== 2 && !(neverStarts as readonly string[]).includes(name))
    .map(([name, target]) => `${name}: ${target?.samples ?? 0} samples`)
  const ids = Object.fromEntries(targets.flatMap(([name, target]) => target === undefined ? [] : [[name, target.id] as const]))
  const comparison = compare(report, expect, ids)
  return { report, ...comparison, missing: [...unseen, ...comparison.missing] }
}

/** The status that most requests between the samples got must be the one that the scenario is about. */
function judgeTraffic(flow: Flow, running: RunningFlow, before: ReadonlyMap<number, number>): string[] {
  const grown = [...running.counts].map(([status, count]) => [status, count - (before.get(status) ?? 0)] as const)
    .filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
  if (flow.answers === undefined || grown[0]?.[0] === flow.answers) return []
  const got = grown.map(([status, count]) => `${count}×${status}`).join(' ')
  return [`${flow.path ?? '/'}: wanted ${flow.answers}, got ${got === '' ? 'nothing' : got}`]
}
