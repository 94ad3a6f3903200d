import { showName } from '../../../evidence/mesh/resource.ts'
import { labelOf, placeOf } from '../../../mesh/label.ts'
import type { Where } from '../../../mesh/whereabouts/find-where.ts'
import type { Workload } from '../../../evidence/mesh/workload.ts'
import { escapeEncoded } from '../../escape.ts'
import { wrapNames } from '../lines.ts'
import type { MeshReportOptions } from '../reporter.ts'

/** What `mesh where` found. */
export interface WhereReport {
  found: readonly Where[]
  /** How many proxies, pods and tasks were looked at; those that nothing identifies are named. */
  looked: { proxies: number, pods: number, tasks: number, unidentified: readonly Workload[] }
}

/** Each resource with what runs as it and what names it, and how much was looked at: a resource nobody runs is not the same as nothing given. */
export function renderWhere({ found, looked }: WhereReport, options: MeshReportOptions): string {
  const wrap = (text: string, indent: number): string[] => wrapNames(text, indent, options.width)
  const count = looked.proxies + looked.pods + looked.tasks
  const among = describeLooked(looked)
  const lines = found.flatMap(({ mesh, resource, instances, references }) => [
    ...wrap(`${labelOf(resource)} (mesh ${showName(mesh.name)}; ${placeOf(resource)})`, 0),
    ...count === 0 ? ['  runs as: not known; no proxy, pod or task was given'] : instances.length === 0 ? [`  runs as: none of ${among}`] : [`  runs as ${instances.length} of ${among}:`],
    ...instances.flatMap(({ workload, through }) => wrap(`${describeWorkload(workload)}${through === undefined ? '' : `, as virtual node ${through}`}`, 4)),
    ...references.length === 0 ? ['  named by: nothing that was given'] : ['  named by:'],
    ...references.flatMap(({ from, path, weight }) => wrap(`${labelOf(from)}, ${path}${weight === undefined ? '' : `, weight ${weight}`}`, 4)),
    '',
  ])
  const lost = looked.unidentified
  const shown = options.all ? lost : lost.slice(0, 5)
  return [
    ...lines,
    ...lost.length === 0 ? [] : wrap(lost.length === 1 ? 'Nothing tells which resource one of them is:' : `Nothing tells which resource ${lost.length} of them are:`, 0),
    ...shown.flatMap(workload => wrap(`${workload.what} ${workload.name}: ${workload.how}`, 2)),
    ...lost.length > shown.length ? [`  … and ${lost.length - shown.length} more; --all lists them`] : [],
  ].join('\n').trimEnd() + '\n'
}

export function renderWhereJson({ found, looked }: WhereReport): string {
  return escapeEncoded(JSON.stringify({
    schemaVersion: 1,
    looked: { proxies: looked.proxies, pods: looked.pods, tasks: looked.tasks, unidentified: looked.unidentified },
    found: found.map(({ mesh, resource, instances, references }) => ({
      mesh: showName(mesh.name), kind: resource.kind, name: showName(resource.name), source: placeOf(resource),
      instances: instances.map(({ workload, through }) => ({ ...workload, ...through === undefined ? {} : { through } })),
      references: references.map(({ from, path, role, weight }) => ({ from: labelOf(from), path, role, ...weight === undefined ? {} : { weight } })),
    })),
  }, null, 2)) + '\n'
}

/** `pod shop/payments-1, 10.0.0.7, Running (annotation appmesh.k8s.aws/virtualNode)` */
export function describeWorkload({ what, name, addresses, state, how }: Workload): string {
  return [`${what} ${name}`, ...addresses.slice(0, 3), ...state === undefined ? [] : [state]].join(', ') + ` (${how})`
}

function describeLooked({ proxies, pods, tasks }: WhereReport['looked']): string {
  const parts = ([[proxies, 'prox', 'y', 'ies'], [pods, 'pod', '', 's'], [tasks, 'task', '', 's']] as const).filter(([count]) => count > 0)
  return `${parts.map(([count, stem, one, many]) => `${count} ${stem}${count === 1 ? one : many}`).join(', ')} given`
}
