import { CollectError, UsageError } from './errors.ts'
import type { Needs } from './evidence/needs.ts'
import { looksLikeTarget, parseTarget } from './http/target.ts'
import { nameApart } from './snapshot/name-apart.ts'
import { openSaved } from './snapshot/saved/open-saved.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import type { Progress } from './sources/collect/request-plan.ts'
import { planRequests } from './sources/envoy-admin/requests.ts'
import type { MeshRequest } from './sources/app-mesh/live/request.ts'
import { sniffKind } from './sources/sniff.ts'

export interface OpenOptions {
  intervalSeconds: number
  once: boolean
  requestSeconds: number
  signal: AbortSignal
  onProgress?: (progress: Progress) => void
  /** Meshes to read from App Mesh's API. */
  mesh?: Omit<MeshRequest, 'requestSeconds' | 'signal' | 'onStep'> | undefined
}

/**
 * Turns what a person typed into one snapshot: live targets are read, everything else is opened.
 * @throws UsageError or CollectError for an argument that is neither, or that holds no evidence at all
 */
export async function openEvidence(args: readonly string[], needs: Needs, options: OpenOptions): Promise<Snapshot> {
  const live = args.filter(looksLikeTarget)
  const saved = args.filter(arg => !looksLikeTarget(arg))
  if (args.length === 0 && options.mesh === undefined) {
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
    if (options.mesh !== undefined) opened.push(await openMesh(options.mesh, options, opened.length > 0))
  } catch (error) {
    await Promise.all(opened.map(snapshot => snapshot.close()))
    throw error
  }
  return joinSnapshots(opened)
}

/** Where proxies were read too, a mesh that cannot be read costs only itself. */
async function openMesh(mesh: NonNullable<OpenOptions['mesh']>, { requestSeconds, signal, onProgress }: OpenOptions, isBeside: boolean): Promise<Snapshot> {
  // AWS's SDK is large: nothing else waits for it.
  // What Node versions a future SDK needs is nothing to whoever asks now.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const { collectMeshes } = await import('./sources/app-mesh/live/collect-mesh.ts')
  try {
    return await collectMeshes({ ...mesh, requestSeconds, signal, onStep: ({ mesh: target, step, done, total }) => onProgress?.({ target, step, done, total, secondsLeft: undefined }) })
  } catch (error) {
    if (!isBeside || !(error instanceof CollectError)) throw error
    return { proxies: [], problems: [{ source: `mesh ${mesh.names.join(', ')}`, message: `${error.message}. ${error.why}` }], close: () => Promise.resolve() }
  }
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
