import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { MeshKind, MeshResource, Spec } from '../../src/evidence/mesh/resource.ts'
import { MeshResources } from '../../src/evidence/mesh/resources.ts'
import { loadApiModel } from '../../src/mesh/api-model.ts'

export const model = loadApiModel({ 'app-mesh-constraints': parse(readFileSync('facts/app-mesh-constraints.yaml', 'utf8')) as unknown })

/** One resource of mesh `shop`, as a describe answer would give it. */
export function make(kind: MeshKind, name: string, spec: Spec, more: Partial<MeshResource> = {}): MeshResource {
  return { kind, mesh: 'shop', name, spec, source: `${name}.json`, place: '', origin: 'describe', ...more }
}

/** A mesh of which nothing is left out, unless said otherwise. */
export function meshOf(resources: readonly MeshResource[], allGiven = true): MeshResources {
  return new MeshResources('shop', undefined, resources, [], allGiven)
}

export const listener = (port: number, protocol = 'http', more: Spec = {}): Spec => ({ portMapping: { port, protocol }, ...more })
export const dns: Spec = { dns: { hostname: 'colors.local' } }
export const to = (...targets: readonly [string, number, number?][]): Spec =>
  ({ weightedTargets: targets.map(([virtualNode, weight, port]) => ({ virtualNode, weight, ...port === undefined ? {} : { port } })) })
