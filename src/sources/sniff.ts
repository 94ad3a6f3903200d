import type { EvidenceKind } from '../evidence/kinds.ts'
import { sniffEnvoyAdmin } from './envoy-admin/sniff.ts'
import { sniffLog } from './logs/sniff.ts'

/** Asked in this order; adding a source adds one. */
const sniffers: readonly ((head: string) => EvidenceKind | undefined)[] = [sniffEnvoyAdmin, sniffLog]

/** Which kind of evidence a file holds, by its first 64 KiB as text. */
export function sniffKind(head: string): EvidenceKind | 'unknown' {
  for (const sniff of sniffers) {
    const kind = sniff(head)
    if (kind !== undefined) return kind
  }
  return 'unknown'
}
