import { orElse } from '../../evidence/absent.ts'
import type { ProxyEvidence } from '../../evidence/proxy-evidence.ts'
import { families } from '../metrics/families.ts'
import type { TargetPage } from '../page/target-page.ts'
import type { ExtensionPage } from './read-page.ts'

/** Puts the metrics of App Mesh's metrics extension: the proxy's own where it has them, else what ordinary statistics tell exactly. */
export function describeExtension(page: TargetPage, { proxy }: ProxyEvidence, extension: ExtensionPage): void {
  if (proxy === undefined || orElse(proxy.clusters, []).length === 0) return
  page.add(families.extensionSource, ['source', extension.series.length > 0 ? 'passed_on' : 'derived'], 1)
}
