import { LineReader } from './lines/line-reader.ts'
import { looksLikeAccess } from './lines/looks-like-access.ts'
import { ProcessEvents } from './process/process-events.ts'
import { planFields } from './scan/field-plan.ts'

const plan = planFields(['path', 'authority'])
/** Enough to see what a log is; a proxy's start prints some hundred lines before its first request. */
const enoughLines = 400

/** Paths that only the admin interface answers. Source: Envoy docs, "Administration interface". */
const adminPath = /^\/(?:stats(?:\/prometheus|\/recentlookups\S*)?|config_dump|clusters|listeners|certs|server_info|ready|memory|runtime(?:_modify)?|init_dump|contention|hot_restart_version|help|heap_dump|cpuprofiler|heapprofiler|allocprofiler|healthcheck\/(?:fail|ok)|drain_listeners|quitquitquit|reset_counters|logging|reopen_logs|tap)(?:\?|$)/

/**
 * Recognises a log by its first lines (at most 64 KiB, which may end anywhere), whatever is around them. One reader reads access and
 * process logs alike, so a file that mixes them may be called either; it is called by what it has more of. The admin interface's own
 * access log is one whose requests all are for the admin interface.
 */
export function sniffLog(head: string): 'access_log' | 'process_log' | 'admin_log' | undefined {
  const events = new ProcessEvents('')
  const seen = { access: 0, process: 0, admin: 0, lines: 0 }
  const readPath = (bytes: Uint8Array, spans: Int32Array, i: number): string => {
    const at = i * (2 + 2 * plan.texts.length) + 2 + 2 * plan.texts.indexOf('path')
    return Buffer.from(bytes.subarray(spans[at], spans[at + 1])).toString('latin1')
  }
  const reader = new LineReader(plan, [], {
    onRows: ({ bytes, batch }) => {
      seen.access += batch.count
      for (let i = 0; i < batch.count; i++) if (adminPath.test(readPath(bytes, batch.spans, i))) seen.admin++
    },
    onOther: text => {
      if (looksLikeAccess(text)) seen.access++
      else if (events.add(text)) seen.process++
    },
    onTooLong: () => undefined,
  })
  for (const line of head.split('\n').slice(0, enoughLines)) reader.write(Buffer.from(`${line}\n`))
  reader.end()
  if (seen.access === 0 && seen.process === 0) return undefined
  if (seen.access > 0 && seen.admin === seen.access && seen.process === 0) return 'admin_log'
  return seen.access >= seen.process ? 'access_log' : 'process_log'
}
