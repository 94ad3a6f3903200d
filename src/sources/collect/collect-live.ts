import { defaultLimits } from '../../http/door.ts'
import type { LiveTarget } from '../../http/target.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import { createSpool } from '../../snapshot/spool.ts'
import { forEachLimited } from './pool.ts'
import { defaultDeadlines } from './request-plan.ts'
import type { CollectOptions, RequestPlan } from './request-plan.ts'
import { sleep } from './sleep.ts'
import { readAgain, readFirst, startVisit, toProxySnapshot } from './visit.ts'
import type { Visit } from './visit.ts'

/**
 * Asks every target for everything planned, twice for what is sampled. All first samples are read before the wait, so that
 * it is paid once over all targets. Failures stand where the answer would; nothing throws for what a target does.
 * The caller closes the snapshot, which removes what was spooled.
 */
export async function collectLive(
  targets: readonly LiveTarget[], plan: readonly RequestPlan[], options: CollectOptions,
): Promise<Snapshot> {
  const deadlines = { ...defaultDeadlines, ...options.deadlines }
  const spool = createSpool(options.spool)
  const limits = {
    ...defaultLimits,
    connectSeconds: deadlines.connectSeconds,
    requestSeconds: deadlines.requestSeconds,
    maxBytes: options.maxBytes ?? defaultLimits.maxBytes,
    denyAddress: options.denyAddress,
  }
  const visits = await Promise.all(targets.map(target => startVisit(target, spool, limits, deadlines.targetSeconds)))
  const reporter = startReporter(visits, plan, options)
  const concurrency = options.concurrency ?? 16
  try {
    await forEachLimited(visits, concurrency, async visit => {
      await readFirst(visit, plan, options.signal, path => reporter.step(visit, path))
      if (options.once) visit.again = []
    })
    const sampled = visits.filter(visit => visit.again.length > 0).sort((a, b) => (a.sampledAt ?? 0) - (b.sampledAt ?? 0))
    await forEachLimited(sampled, concurrency, async visit => {
      await waitForInterval(visit, options, reporter)
      await readAgain(visit, options.signal, path => reporter.step(visit, path))
    })
  } finally {
    await Promise.all(visits.map(visit => visit.door.close()))
  }
  const problems: Problem[] = options.signal?.aborted === true
    ? [{ source: 'collect', message: 'interrupted: what was collected until then is kept' }]
    : []
  return { proxies: visits.map(toProxySnapshot), problems, close: () => spool.close() }
}

async function waitForInterval(visit: Visit, options: CollectOptions, reporter: Reporter): Promise<void> {
  const until = (visit.sampledAt ?? performance.now()) + options.intervalSeconds * 1000
  for (let left = until - performance.now(); left > 0 && options.signal?.aborted !== true; left = until - performance.now()) {
    reporter.wait(visit, Math.ceil(left / 1000))
    await sleep(Math.min(left, 1000) / 1000, options.signal)
  }
}

interface Reporter {
  step: (visit: Visit, path: string) => void
  wait: (visit: Visit, secondsLeft: number) => void
}

function startReporter(visits: readonly Visit[], plan: readonly RequestPlan[], options: CollectOptions): Reporter {
  const samples = options.once ? 0 : plan.filter(request => request.sampled).length
  const perTarget = plan.filter(request => request.path !== '/server_info').length + 1 + samples
  const total = perTarget * visits.length
  const counted = new Map<Visit, number>()
  const report = (visit: Visit, step: string, secondsLeft: number | undefined): void => {
    let done = 0
    // A target that gave up early is done: nothing more will be asked of it.
    for (const each of visits) done += each.unreachable === undefined ? counted.get(each) ?? 0 : perTarget
    options.onProgress?.({ target: visit.target.name, step, done, total, secondsLeft })
  }
  return {
    step(visit, path) {
      report(visit, path, undefined)
      counted.set(visit, (counted.get(visit) ?? 0) + 1)
    },
    wait: (visit, secondsLeft) => report(visit, 'waiting for the second sample', secondsLeft),
  }
}
