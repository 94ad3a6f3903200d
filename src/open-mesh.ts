import { UsageError } from './errors.ts'
import type { MeshInput } from './evidence/mesh/evidence.ts'
import type { Problem } from './evidence/problem.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import { openEvidence } from './open-evidence.ts'
import { readMesh } from './sources/app-mesh/read-mesh.ts'

const nothingNeeded = { kinds: new Set(['config_dump', 'server_info', 'mesh'] as const), stats: new Map(), requestFilters: new Set<string>() }

/** What was typed after a `mesh` command: all App Mesh resources in it, and the snapshot, which the caller closes. */
export interface OpenedMesh { input: MeshInput, snapshot: Snapshot }

/**
 * Opens files, folders, bundles or proxies and reads the App Mesh resources in them.
 * @param allGiven nothing is left out: what was not given does not exist
 * @throws UsageError or CollectError for an argument that cannot be opened
 */
export async function openMesh(args: readonly string[], allGiven: boolean): Promise<OpenedMesh> {
  const snapshot = await openEvidence(args, nothingNeeded, { intervalSeconds: 1, once: true, requestSeconds: 30, signal: new AbortController().signal })
  const input = await readMesh(snapshot.proxies.flatMap(proxy => proxy.answers), { allGiven })
  return { input, snapshot }
}

/** What could not be read at all: broken JSON or YAML, which its line tells apart from a remark, and answers that failed. */
export function listUnread({ input, snapshot }: OpenedMesh): Problem[] {
  const failed = new Set(snapshot.proxies.flatMap(({ answers }) => answers).filter(({ kind, failure }) => kind === 'mesh' && failure !== undefined).map(({ source }) => source))
  return input.problems.filter(({ source, line }) => line !== undefined || failed.has(source))
}

/** @throws UsageError where no resource was found: nothing to show or to judge must not look like nothing wrong */
export function demandResources({ input, snapshot }: OpenedMesh): void {
  if (input.meshes.some(mesh => mesh.all.length > 0)) return
  const first = [...input.problems, ...snapshot.problems][0]
  throw new UsageError({
    what: 'There is no App Mesh resource in what was given.',
    why: first === undefined ? 'No file was recognised as one.' : `${first.source}: ${first.message}`,
    tryThis: 'Give answers of `aws appmesh describe-*`, inputs of `create-*`, custom resources (`kubectl get virtualnodes -A -o yaml`) or CloudFormation templates.',
  })
}
