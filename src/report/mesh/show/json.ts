import { showName, Unknown, type MeshResource } from '../../../evidence/mesh/resource.ts'
import { listReferences } from '../../../mesh/references.ts'
import type { Validation } from '../../../mesh/validate/validate-mesh.ts'
import { escapeEncoded } from '../../escape.ts'

/** All resources as they were read, what each refers to (`given`, `missing`, `unchecked`), and its problems. One document. */
export function renderShowJson(validations: readonly Validation[]): string {
  const document = { schemaVersion: 1, meshes: validations.map(showMesh) }
  return escapeEncoded(JSON.stringify(document, (_key, value: unknown) => value instanceof Unknown ? { unknown: value.expression, reason: value.reason } : value, 2)) + '\n'
}

function showMesh({ mesh, problems }: Validation): object {
  const problemsOf = new Map<MeshResource, object[]>()
  for (const { resource, severity, check, path, value, message, limit, from } of problems) {
    problemsOf.set(resource, [...problemsOf.get(resource) ?? [], { severity, check, path, value, message, limit, from }])
  }
  return {
    mesh: showName(mesh.name), owner: mesh.owner,
    resources: mesh.all.map(resource => ({
      ...resource,
      references: listReferences(resource).map(({ to, path, role, weight }) => ({ role, path, kind: to.kind, name: to.name, is: mesh.find(to.kind, to.name).is, ...weight === undefined ? {} : { weight } })),
      problems: problemsOf.get(resource) ?? [],
    })),
  }
}
