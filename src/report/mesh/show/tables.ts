import { showName, type MeshKind, type MeshResource } from '../../../evidence/mesh/resource.ts'
import { describeClientPolicy, describeDiscovery } from '../../../mesh/describe/endpoints.ts'
import { describeListeners } from '../../../mesh/describe/listeners.ts'
import { describeRoute } from '../../../mesh/describe/routes.ts'
import { listReferences, type Reference } from '../../../mesh/references.ts'
import { at } from '../../../mesh/spec.ts'
import type { MeshResources } from '../../../evidence/mesh/resources.ts'
import type { Validation } from '../../../mesh/validate/validate-mesh.ts'
import { escapeText } from '../../escape.ts'
import { layOutColumns, type Column } from '../../logs/columns.ts'
import type { MeshReportOptions } from '../reporter.ts'
import { countProblems, describeCounts } from '../validation/count.ts'

interface Table { title: string, columns: readonly string[], rows: readonly (readonly string[])[] }

/** A mesh as one table a kind. A name that is known not to exist has a ✗, one that was not given a `?`. */
export function renderTables(validations: readonly Validation[], options: MeshReportOptions): string {
  const lines = validations.flatMap(({ mesh }) => [
    escapeText(`mesh ${showName(mesh.name)}`), '',
    ...listTables(mesh).filter(({ rows }) => rows.length > 0).flatMap(({ title, columns, rows }) => [
      title, ...layOutFilled(columns, rows, options.all ? Infinity : options.width), '',
    ]),
  ])
  return [...lines, describeCounts(countProblems(validations))].join('\n') + '\n'
}

/** Columns that say nothing in any row are left out. */
function layOutFilled(columns: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const filled = columns.map((_, index) => rows.some(row => row[index] !== '-'))
  const pick = <T>(items: readonly T[]): T[] => items.filter((_, index) => filled[index])
  return layOutColumns(pick(columns).map((title): Column => ({ title, flexible: true })), rows.map(pick), width)
}

function listTables(mesh: MeshResources): Table[] {
  const rows = (kind: MeshKind, row: (resource: MeshResource, references: readonly Reference[]) => readonly string[]): string[][] =>
    mesh.list(kind).map(resource => [...row(resource, listReferences(resource))])
  const name = (references: readonly Reference[], role: Reference['role']): string =>
    references.filter(reference => reference.role === role).map(reference => `${showName(reference.to.name)}${markOf(reference, mesh)}`).join(', ')
  const routeRow = (route: MeshResource, references: readonly Reference[]): string[] => {
    const { protocol, match, priority, timeout, retry, rewrite } = describeRoute(route.spec)
    return [name(references, 'parent') || '-', showName(route.name), protocol, match, priority ?? '-', timeout ?? '-', retry ?? rewrite ?? '-']
  }
  return [
    { title: 'Virtual services', columns: ['service', 'provider', 'name'], rows: rows('virtualService', (service, references) => {
      const [provider] = references
      return [showName(service.name), provider === undefined ? 'none' : provider.to.kind === 'virtualNode' ? 'node' : 'router', name(references, 'provider') || '-']
    }) },
    { title: 'Routes', columns: ['router', 'route', 'protocol', 'match', 'priority', 'timeout', 'retries'], rows: rows('route', routeRow) },
    { title: 'Weighted targets', columns: ['router', 'route', 'node', 'weight'], rows: mesh.list('route').flatMap(route => {
      const targets = listReferences(route).filter(({ role }) => role === 'target')
      const total = targets.reduce((sum, { weight }) => sum + (weight ?? 0), 0)
      return targets.map(target => [route.parent === undefined ? '-' : showName(route.parent), showName(route.name), `${showName(target.to.name)}${markOf(target, mesh)}`, target.weight === undefined ? '?' : `${target.weight} of ${total}`])
    }) },
    { title: 'Gateway routes', columns: ['gateway', 'gateway route', 'protocol', 'match', 'priority', 'service', 'rewrite'], rows: rows('gatewayRoute', (route, references) => {
      const { protocol, match, priority, rewrite } = describeRoute(route.spec)
      return [name(references, 'parent') || '-', showName(route.name), protocol, match, priority ?? '-', name(references, 'target') || '-', rewrite ?? '-']
    }) },
    { title: 'Virtual nodes', columns: ['node', 'discovery', 'backends', 'TLS to backends'], rows: rows('virtualNode', (node, references) =>
      [showName(node.name), describeDiscovery(node.spec) ?? '-', name(references, 'backend') || '-', describeClientPolicy(at(node.spec, 'backendDefaults', 'clientPolicy')) ?? '-']) },
    { title: 'Listeners', columns: ['of', 'port', 'TLS', 'health check', 'timeouts', 'pool'], rows: (['virtualGateway', 'virtualRouter', 'virtualNode'] as const).flatMap(kind =>
      mesh.list(kind).flatMap(resource => describeListeners(resource.spec).map(({ port, tls, healthCheck, timeout, pool }) => [showName(resource.name), port, tls ?? '-', healthCheck ?? '-', timeout ?? '-', pool ?? '-']))) },
  ]
}

function markOf({ to }: Reference, mesh: MeshResources): string {
  const found = mesh.find(to.kind, to.name)
  return found.is === 'given' ? '' : found.is === 'missing' ? ' ✗' : ' ?'
}
