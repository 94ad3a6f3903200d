import { showName } from '../../../evidence/mesh/resource.ts'
import { labelOf, placeOf } from '../../../mesh/label.ts'
import type { Comparison } from '../../../mesh/compare/difference.ts'
import type { Identified } from '../../../mesh/whereabouts/find-of.ts'
import { escapeEncoded } from '../../escape.ts'
import { wrapNames } from '../lines.ts'
import type { MeshReportOptions } from '../reporter.ts'
import { describeWorkload } from './where.ts'

/** What `mesh of` found; `comparison` with --diff. */
export interface OfReport { query: string, found: readonly { identified: Identified, comparison: Comparison | undefined }[] }

/** Which resource was asked for, how that is known, and with --diff what its Envoy does otherwise. */
export function renderOf({ found }: OfReport, options: MeshReportOptions): string {
  const wrap = (text: string, indent: number): string[] => wrapNames(text, indent, options.width)
  return found.flatMap(({ identified, comparison }) => {
    const { by, endpoint, resource } = identified
    return [
      ...wrap(by.is === 'workload' ? describeWorkload(by.workload) : by.is === 'node id' ? `node id ${by.nodeId}` : `an endpoint of cluster ${by.cluster.name}, says ${by.proxy.what} ${by.proxy.name}`, 0),
      ...wrap(endpoint === undefined ? `is: not known` : `is ${endpoint.kind === 'virtualNode' ? 'virtual node' : 'virtual gateway'} ${endpoint.name} of mesh ${endpoint.mesh}`, 2),
      ...wrap(resource.is === 'given' ? `resource: ${labelOf(resource.resource)}, ${placeOf(resource.resource)}` : `resource: ${resource.is === 'missing' ? 'does not exist' : 'not given'}, ${resource.because}`, 2),
      ...comparison === undefined ? [] : showComparison(comparison, wrap),
      '',
    ]
  }).join('\n').trimEnd() + '\n'
}

/** Nothing is cut: where two names differ is the point. */
function showComparison({ differences, notCompared }: Comparison, wrap: (text: string, indent: number) => string[]): string[] {
  return [
    ...differences.length === 0
      ? [notCompared.length === 0 ? '  The Envoy does what the resources say.' : '  No difference in what could be compared.']
      : wrap(`The Envoy differs from the resources in ${differences.length} ${differences.length === 1 ? 'place' : 'places'}. What acts is the Envoy's:`, 2),
    ...differences.flatMap(({ of, field, envoy, resources }) => [...wrap(`${of}: ${field}`, 4), ...wrap(`Envoy (acts): ${envoy}`, 8), ...wrap(`resources: ${resources}`, 8)]),
    ...notCompared.flatMap(text => wrap(`not compared: ${text}`, 2)),
  ]
}

export function renderOfJson({ query, found }: OfReport): string {
  return escapeEncoded(JSON.stringify({
    schemaVersion: 1, query,
    found: found.map(({ identified: { by, endpoint, resource }, comparison }) => ({
      by: by.is === 'workload' ? by.workload : by.is === 'node id' ? { what: 'node id', name: by.nodeId } : { what: 'endpoint', cluster: by.cluster.name, proxy: by.proxy.name },
      endpoint,
      resource: resource.is === 'given' ? { is: 'given', kind: resource.resource.kind, name: showName(resource.resource.name), source: placeOf(resource.resource) } : resource,
      ...comparison === undefined ? {} : { acting: 'envoy', ...comparison },
    })),
  }, null, 2)) + '\n'
}
