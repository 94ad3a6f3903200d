import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { listOf, type Made } from './mesh/describe.ts'
import { makeMesh } from './mesh/make-mesh.ts'

/** How full a mesh is made. */
export interface MeshSizes { nodes: number, backendsPerNode: number, routers: number, routesPerRouter: number, targetsPerRoute: number, gateways: number, routesPerGateway: number }

/** Every default quota of App Mesh at once (facts/app-mesh-quotas.yaml); as many virtual services as routers. */
export const atQuotas: MeshSizes = { nodes: 200, backendsPerNode: 50, routers: 200, routesPerRouter: 50, targetsPerRoute: 10, gateways: 3, routesPerGateway: 10 }

/**
 * Writes a mesh as `aws appmesh describe-…` and `list-…` print it, unless it is there already: one file a kind, an answer after the other,
 * as a loop in a shell saves them. The same at every run. @returns the folder
 */
export function makeMeshFolder(sizes: MeshSizes): string {
  const folder = `.cache/bench/mesh-${Object.values(sizes).join('-')}`
  if (existsSync(folder)) return folder
  // Half a folder must not be taken for a whole one.
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const made = makeMesh(sizes)
  const kinds = groupBy(made, ({ kind }) => kind)
  const print = (values: readonly object[]): string => values.map(value => `${JSON.stringify(value, null, 4)}\n`).join('')
  for (const [kind, resources] of kinds) writeFileSync(`${unfinished}/describe-${kind}.json`, print(resources.map(({ answer }) => answer)))
  for (const [kind, resources] of kinds) {
    if (kind === 'mesh') continue
    const parents = groupBy(resources, ({ parent }) => parent ?? '')
    writeFileSync(`${unfinished}/list-${kind}.json`, print([...parents.values()].map(listOf)))
  }
  renameSync(unfinished, folder)
  return folder
}

function groupBy(made: readonly Made[], keyOf: (one: Made) => string): Map<string, Made[]> {
  const groups = new Map<string, Made[]>()
  for (const one of made) groups.set(keyOf(one), [...groups.get(keyOf(one)) ?? [], one])
  return groups
}
