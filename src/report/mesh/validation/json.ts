import { nameKey, showName, Unknown, type MeshResource } from '../../../evidence/mesh/resource.ts'
import { labelOf } from '../../../mesh/label.ts'
import { escapeEncoded } from '../../escape.ts'
import { countProblems, type ValidationReport } from './count.ts'

/** One JSON document: `schemaVersion`, counts, and for each mesh its problems and what was not judged. */
export function renderValidationJson({ validations, unread, quotas }: ValidationReport): string {
  const document = {
    schemaVersion: 1,
    ...countProblems(validations),
    unread,
    meshes: validations.map(({ mesh, judged, problems, unknown, unchecked, withoutSpec }, index) => ({
      mesh: showName(mesh.name), owner: mesh.owner, judged,
      problems: problems.map(({ severity, check, resource, path, line, value, message, limit, from }) =>
        ({ severity, check, resource: identify(resource), path, line, value, message, limit, from })),
      notJudged: {
        values: unknown.map(({ resource, path, expression, reason }) => ({ resource: identify(resource), path, expression, reason })),
        references: unchecked.map(({ from, path, to }) => ({ resource: identify(from), path, kind: to.kind, name: showName(to.name) })),
        withoutSpec: withoutSpec.map(identify),
      },
      ...quotas === undefined ? {} : { quotas: quotas[index] },
    })),
  }
  return escapeEncoded(JSON.stringify(document, (_key, value: unknown) => value instanceof Unknown ? { unknown: value.expression } : value, 2)) + '\n'
}

function identify(resource: MeshResource): Readonly<Record<string, unknown>> {
  const { kind, name, parent, source, place, origin } = resource
  return {
    label: labelOf(resource), kind, name: showName(name),
    ...parent === undefined ? {} : { parent: showName(parent) },
    source, ...place === '' ? {} : { place }, origin,
    ...nameKey(name).startsWith('\0') ? { nameUnknown: true } : {},
  }
}
