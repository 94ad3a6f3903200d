import { basename } from 'node:path'
import { defaultLimits } from '../../http/door.ts'
import { MeshmedicError } from '../../errors.ts'
import type { Failure, ProxySnapshot, Snapshot } from '../../snapshot/snapshot.ts'
import { openSaved } from '../../snapshot/saved/open-saved.ts'
import { createSpool } from '../../snapshot/spool.ts'
import type { LiveTarget } from '../../http/target.ts'
import { defaultDeadlines, type RequestPlan } from '../../sources/collect/request-plan.ts'
import { readAgain, readFirst, startVisit, toProxySnapshot } from '../../sources/collect/visit.ts'
import { sniffKind } from '../../sources/sniff.ts'
import type { SweepTarget } from '../targets/target.ts'
import type { Sampling } from './sample-fleet.ts'

export interface ReadOptions {
  plan: readonly RequestPlan[]
  intervalSeconds: number
  once: boolean
  /** Seconds for one answer. */
  requestSeconds: number
  /** Seconds for all answers of one target, where it names none of its own. */
  targetSeconds: number
  signal: AbortSignal
}

/** Gives what was read of a target; the snapshot is closed after it. */
export type OnRead = (target: SweepTarget, snapshot: Snapshot) => Promise<void>

/** Answers wait on disk for the second sample, a target's in a file of its own, so that many may wait at once. */
const spoolLimits = { inMemoryPerBody: 32 * 1024, inMemory: 128 * 1024 }

/** Begins to read a target; what goes wrong with it becomes its state, and never an error of the sweep. */
export async function beginReading(target: SweepTarget, options: ReadOptions, onRead: OnRead): Promise<Sampling> {
  return target.live === undefined ? readSaved(target, onRead) : readLive(target, target.live, options, onRead)
}

async function readLive(target: SweepTarget, live: LiveTarget, options: ReadOptions, onRead: OnRead): Promise<Sampling> {
  const spool = createSpool(spoolLimits)
  const { requestSeconds, signal } = options
  const seconds = target.options.timeout ?? options.targetSeconds
  const limits = { ...defaultLimits, connectSeconds: Math.min(defaultDeadlines.connectSeconds, seconds), requestSeconds: Math.min(requestSeconds, seconds) }
  const visit = await startVisit({ ...live, name: target.name }, spool, limits, seconds)
  const ignore = (): void => undefined
  return {
    async first() {
      await readFirst(visit, options.plan, signal, ignore)
      if (options.once || target.options.once === true || visit.again.length === 0) await visit.door.close()
    },
    dueAt: () => options.once || target.options.once === true || visit.again.length === 0 ? undefined : (visit.sampledAt ?? performance.now()) + options.intervalSeconds * 1000,
    second: () => readAgain(visit, signal, ignore),
    async finish() {
      await visit.door.close()
      try {
        await onRead(target, { proxies: [toProxySnapshot(visit)], problems: [], close: () => spool.close() })
      } finally {
        await spool.close()
      }
    },
  }
}

function readSaved(target: SweepTarget, onRead: OnRead): Sampling {
  return {
    first: () => Promise.resolve(),
    dueAt: () => undefined,
    second: () => Promise.resolve(),
    async finish() {
      const snapshot = await openSaved([target.saved ?? ''], noStdin, sniffKind).catch((error: unknown) => {
        if (error instanceof MeshmedicError) return unreadable(target, `${error.message}. ${error.why}`)
        throw error
      })
      try {
        await onRead(target, nameAfter(target, snapshot))
      } finally {
        await snapshot.close()
      }
    },
  }
}

/** Proxies of two bundles may have the same name: each bears its bundle's too. */
function nameAfter(target: SweepTarget, snapshot: Snapshot): Snapshot {
  const bundle = basename(target.name)
  return { ...snapshot, proxies: snapshot.proxies.map(proxy => proxy.name === target.name || proxy.name === bundle ? proxy : { ...proxy, name: `${bundle}/${proxy.name}` }) }
}

/** A target of which nothing is known, with the reason. */
export function unreadable(target: SweepTarget, message: string, reason: Failure['reason'] = 'unreadable'): Snapshot {
  const proxy: ProxySnapshot = { name: target.name, live: target.live !== undefined, answers: [], unreachable: { reason, message } }
  return { proxies: [proxy], problems: [], close: () => Promise.resolve() }
}

async function* noStdin(): AsyncIterable<Uint8Array> {
  await Promise.resolve()
  yield* []
}
