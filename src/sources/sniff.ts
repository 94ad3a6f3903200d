import type { EvidenceKind } from '../evidence/kinds.ts'
import { sniffAgent } from './agent/sniff.ts'
import { sniffAdminLog } from './envoy-admin/admin-log/sniff-admin-log.ts'
import { sniffMesh } from './app-mesh/sniff.ts'
import { sniffEnvoyAdmin } from './envoy-admin/sniff.ts'
import { sniffLog } from './logs/sniff.ts'
import { sniffWorkloads } from './workloads/sniff.ts'

/** Every source's sniffer. The more exact a source's forms are, the earlier it is asked; logs, which are any text, come last. */
const sniffers: readonly ((head: string) => EvidenceKind | undefined)[] = [sniffAgent, sniffEnvoyAdmin, sniffAdminLog, sniffWorkloads, sniffMesh, sniffLog]

/** The kind of evidence that a text is, by its content: its first 64 KiB, which may end anywhere. */
export function sniffKind(head: string): EvidenceKind | 'unknown' {
  const text = head.replace(/^\uFEFF/, '')
  for (const sniff of sniffers) {
    const kind = sniff(text)
    if (kind !== undefined) return kind
  }
  return 'unknown'
}
