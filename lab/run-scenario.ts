/** Runs one scenario: starts the pair, lets traffic flow, makes the fault happen, diagnoses, compares, takes everything down. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { port, virtualService } from './app-mesh/names.ts'
import type { AdsTransport } from './app-mesh/bootstrap.ts'
import { Closing } from './closing.ts'
import { type Comparison, compare } from './compare.ts'
import { diagnose } from './diagnose.ts'
import { saveExpectation, saveFirstSample, saveRest } from './evidence.ts'
import { startPair } from './pair.ts'
import { type ProxyName, type RunningPair, type Scenario, proxyNames } from './scenario.ts'
import type { Report } from '../src/engine/report.ts'
import { type Flow, type RunningFlow, startFlow } from './servers/traffic.ts'

export interface RunOptions {
  transport?: AdsTransport
  /** Saves the proxies' answers into this folder. */
  save?: string
  /** Written beside saved evidence: scenario, Envoy version, transport. */
  origin?: Readonly<Record<string, string>>
  /** Leaves the temporary folder, and says where it is in the outcome. */
  keep?: boolean
  /** Only collect: without a diagnosis nothing is compared. */
  diagnose?: boolean
  signal?: AbortSignal
}

export interface Outcome extends Comparison {
  /** Undefined when nothing was diagnosed. */
  report?: Report
  /** Traffic that did not get the answers which the scenario is about: then it proves nothing. */
  traffic: string[]
  /** Seconds from start to end. */
  seconds: number
  /** The temporary folder, where kept. */
  folder?: string
}

/** Never leaves a process, port or file behind, whatever is thrown (except the folder, with `keep`). */
export async function runScenario(scenario: Scenario, envoyPath: string, options: RunOptions = {}): Promise<Outcome> {
  const { transport = 'google_grpc', keep = false, signal = new AbortController().signal } = options
  const started = Date.now()
  const closing = new Closing()
  try {
    const folder = await mkdtemp(join(tmpdir(), 'meshmedic-lab-'))
    if (!keep) closing.add(() => rm(folder, { recursive: true, force: true }))
    const pair = await startPair({ scenario, binary: envoyPath, transport, folder, closing, signal })
    const flows = (scenario.traffic ?? [{ answers: 200 }]).map(flow => ({ flow, running: startTraffic(pair, flow) }))
    for (const { running } of flows) closing.add(() => running.stop())
    await pair.wait(scenario.warmUp ?? 2)
    await scenario.before?.(pair)

    if (options.save !== undefined) await saveFirstSample(pair, options.save)
    const before = flows.map(({ running }) => new Map(running.counts))
    const report = await observe(pair, scenario, options.diagnose ?? true, signal)
    if (options.save !== undefined) {
      await saveRest(pair, options.save)
      await saveExpectation(scenario, options.origin ?? {}, options.save)
    }
    const traffic = flows.flatMap(({ flow, running }, index) => judgeTraffic(flow, running, before[index] ?? new Map()))
    const comparison = report === undefined ? { missing: [], unexpected: [] } : compare(report, scenario.expect, findTargets(report, pair))
    const seconds = (Date.now() - started) / 1000
    return { ...comparison, ...(report && { report }), traffic, seconds, ...(keep ? { folder } : {}) }
  } finally {
    await closing.close()
  }
}

function startTraffic(pair: RunningPair, flow: Flow): RunningFlow {
  return startFlow({ address: pair.mesh.addresses.checkout, port }, { host: virtualService('payments'), ...flow })
}

async function observe(pair: RunningPair, scenario: Scenario, asked: boolean, signal: AbortSignal): Promise<Report | undefined> {
  const seconds = scenario.seconds ?? 10
  if (asked) {
    const targets = [...proxyNames.map(name => pair.proxies[name].admin), ...(scenario.moreTargets?.(pair.mesh) ?? [])]
    return await diagnose(targets, seconds, signal)
  }
  await pair.wait(seconds)
  return undefined
}

/** The status that most requests between the samples got must be the one that the scenario is about. */
function judgeTraffic(flow: Flow, running: RunningFlow, before: ReadonlyMap<number, number>): string[] {
  const grown = [...running.counts].map(([status, count]) => [status, count - (before.get(status) ?? 0)] as const)
    .filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
  if (flow.answers === undefined || grown[0]?.[0] === flow.answers) return []
  const got = grown.map(([status, count]) => `${count}×${status}`).join(' ')
  return [`${flow.path ?? '/'}: wanted ${flow.answers}, got ${got === '' ? 'nothing' : got}`]
}

/** The report's ids of the two proxies, by the address that it was given. */
function findTargets(report: Report, pair: RunningPair): Partial<Record<ProxyName, string>> {
  const found = proxyNames.flatMap(name => {
    const target = report.targets.find(one => one.source.startsWith(pair.proxies[name].admin))
    return target === undefined ? [] : [[name, target.id] as const]
  })
  return Object.fromEntries(found)
}
