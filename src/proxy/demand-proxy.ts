import { Absent, type Known } from '../evidence/absent.ts'
import type { ProxyEvidence } from '../evidence/proxy-evidence.ts'
import type { Proxy } from '../evidence/schema.ts'

/** A field of the proxy, or why there is no proxy to have it. */
export function demandProxy<T>({ proxy, target }: ProxyEvidence, read: (proxy: Proxy) => Known<T>): Known<T> {
  return proxy === undefined ? new Absent('server_info', target.unreachable ?? 'nothing could be read of it') : read(proxy)
}
