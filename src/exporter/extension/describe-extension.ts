import { orElse } from '../../evidence/absent.ts'
import type { ProxyEvidence } from '../../evidence/proxy-evidence.ts'
import type { Proxy } from '../../evidence/schema.ts'
import { families } from '../metrics/families.ts'
import type { TargetPage } from '../page/target-page.ts'
import { attributeClusters } from './attribute-clusters.ts'
import { deriveInbound } from './derive-inbound.ts'
import { deriveOutbound } from './derive-outbound.ts'
import { extensionFamilies, extensionLabels, extensionMetrics, Omissions, type ExtensionRow } from './families.ts'
import { passOn } from './pass-on.ts'
import type { ExtensionPage } from './read-page.ts'

/** Puts the metrics of App Mesh's metrics extension: the proxy's own where it has them, else what ordinary statistics tell exactly. */
export function describeExtension(page: TargetPage, { proxy, series }: ProxyEvidence, extension: ExtensionPage): void {
  if (proxy === undefined) return
  const identity = identify(proxy)
  const sample = orElse(series, undefined)?.last
  const attribution = attributeClusters(proxy)
  const omitted = new Omissions()
  let rows: ExtensionRow[] = []
  if (extension.series.length > 0) {
    rows = passOn(extension.series, identity ?? {}, attribution?.pairs, omitted)
    page.add(families.extensionSource, ['source', 'passed_on'], 1)
  } else if (identity !== undefined && sample !== undefined) {
    rows = deriveInbound(proxy, sample, identity, omitted)
    if (attribution === undefined) for (const metric of extensionMetrics.filter(name => name.includes('Target'))) omitted.add(metric, 'no_configuration')
    else rows.push(...deriveOutbound(attribution, sample, extension.responseTimes, identity, omitted))
    page.add(families.extensionSource, ['source', 'derived'], 1)
  }
  // Series of one family stand together; buckets keep their order.
  for (const metric of extensionMetrics) {
    for (const row of rows) if (row.metric === metric) page.add(extensionFamilies[metric], listLabels(row), row.value, row.suffix === '' ? undefined : row.suffix)
  }
  for (const { metric, reason, count } of omitted) page.add(families.omitted, ['metric', metric, 'reason', reason], count)
}

/** The labels of every series, from the node's id; undefined where it is no App Mesh Envoy. */
function identify({ mesh, endpointKind, endpointName }: Proxy): Record<string, string> | undefined {
  if (mesh === undefined || endpointName === undefined) return undefined
  return { Mesh: mesh, [endpointKind === 'virtualGateway' ? 'VirtualGateway' : 'VirtualNode']: endpointName }
}

function listLabels({ labels }: ExtensionRow): string[] {
  return [...extensionLabels, 'le'].flatMap(name => {
    const value = labels[name]
    return value === undefined ? [] : [name, value]
  })
}
