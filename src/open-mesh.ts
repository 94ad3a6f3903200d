import { UsageError } from './errors.ts'
import type { MeshInput } from './evidence/mesh/evidence.ts'
import type { Problem } from './evidence/problem.ts'
import type { Answer, Snapshot } from './snapshot/snapshot.ts'
import { ValueLocator } from './mesh/locate-value.ts'
import type { MeshProblem } from './mesh/validate/problem.ts'
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

/** Looks up the lines of problems in their files. */
export async function locateProblems<T extends { problems: readonly MeshProblem[] }>(validations: readonly T[], { snapshot }: OpenedMesh): Promise<T[]> {
  const wanted = new Set(validations.flatMap(({ problems }) => problems).map(({ resource }) => resource.source))
  const locators = new Map<string, ValueLocator>()
  for (const answer of snapshot.proxies.flatMap(({ answers }) => answers).filter(({ kind, source }) => kind === 'mesh' && wanted.has(source))) {
    locators.set(answer.source, new ValueLocator(await readText(answer)))
  }
  return validations.map(validation => ({ ...validation, problems: validation.problems.map(problem => {
    const line = locators.get(problem.resource.source)?.lineOf(problem.resource, problem.path)
    return line === undefined ? problem : { ...problem, line }
  }) }))
}

/** The text of an answer, up to 2 MiB: lines of larger files are not told. */
async function readText(answer: Answer): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.open()) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > 2 * 1024 * 1024) return ''
  }
  return text + decoder.decode()
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
