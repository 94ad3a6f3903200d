import { isKnown } from '../evidence/absent.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'

/**
 * What a proxy's access log proves in numbers: `checkout: 312 requests in the newest 300 s of its log, 0 failed`; nothing where some did.
 * A 4xx of the server is an answer; one that Envoy made, and whatever it flags, is not.
 */
export function proveTraffic({ evidence }: Digest): string[] {
  const { log, target } = evidence
  if (!isKnown(log)) return []
  const total = log.recent.reduce((sum, group) => sum + group.count, 0) + log.folded.recent
  if (total === 0) return []
  const failed = log.recent.some(({ code, flags, upstream }) => code >= 500 || code === 0 || flags !== '' || (code >= 400 && upstream === undefined))
  if (failed) return []
  const seconds = Math.max(1, Math.round((log.now.to - Math.max(log.now.from, log.from)) / 1000))
  return [`${target.label}: ${total} requests in the newest ${seconds} s of its log, 0 failed`]
}
