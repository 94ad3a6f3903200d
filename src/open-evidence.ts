import { UsageError } from './errors.ts'
import type { Needs } from './evidence/needs.ts'
import { looksLikeTarget, parseTarget } from './http/target.ts'
import { nameApart } from './snapshot/name-apart.ts'
import { openSaved } from './snapshot/saved/open-saved.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import type { Progress } from './sources/collect/request-plan.ts'
import { planRequests } from './sources/envoy-admin/requests.ts'
import { sniffKind } from './sources/sniff.ts'

export interface OpenOptions {
  intervalSeconds: number
  once: boolean
  requestSeconds: number
  signal: AbortSignal
  onProgress?: (progress: Progress) => void
}

/**
 * Turns what a person typed into one snapshot: live targets are read, everything else is opened.
 * @throws UsageError or CollectError for an argument that is neither, or that holds no evidence at all
 */
export async function openEvidence(args: readonly string[], needs: Needs, options: OpenOptions): Promise<Snapshot> {
  const live = args.filter(looksLikeTarget)
  const saved = args.filter(arg => !looksLikeTarget(arg))
  if (args.length === 0) {
    throw new UsageError({
      what: 'No evidence was given.',
      why: 'There is nothing to diagnose without a proxy or something saved of one.',
      tryThis: 'Give http://HOST:9901, unix:SOCKET, a file, a folder, a bundle, or - for standard input.',
    })
  }
  const targets = live.map(parseTarget)
  const opened: Snapshot[] = []
  try {
    // What is wrong with a path is said before anything is asked of a proxy.
    if (saved.length > 0) opened.push(await openSaved(saved, readStdin, sniffKind))
    if (targets.length > 0) {
      // The HTTP client is loaded only where something is to be asked.
      const { collectLive } = await import('./sources/collect/collect-live.ts')
      const { intervalSeconds, once, signal, onProgress, requestSeconds } = options
      opened.push(await collectLive(targets, planRequests(needs), { intervalSeconds, once, signal, onProgress, deadlines: { requestSeconds } }))
    }
  } catch (error) {
    await Promise.all(opened.map(snapshot => snapshot.close()))
    throw error
  }
  return joinSnapshots(opened)
}

function joinSnapshots(snapshots: readonly Snapshot[]): Snapshot {
  return {
    proxies: nameApart(snapshots.flatMap(snapshot => snapshot.proxies)),
    problems: snapshots.flatMap(snapshot => snapshot.problems),
    close: async () => { await Promise.all(snapshots.map(snapshot => snapshot.close())) },
  }
}

async function* readStdin(): AsyncIterable<Uint8Array> {
  for await (const chunk of process.stdin) yield chunk as Uint8Array
}
