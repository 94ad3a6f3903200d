import { parseAdminLine } from './admin-line.ts'
import { isAdminPath } from './admin-paths.ts'

/** Enough to see what a log is. */
const enough = 400

/**
 * Tells the admin interface's own access log from one of traffic: no line has an upstream, a response flag or a request id, and every path
 * is one that the admin interface answers, or a 404 of it. A log that mixes it with others is theirs.
 */
export function sniffAdminLog(head: string): 'admin_log' | undefined {
  const lines = head.split('\n').slice(0, enough)
  // The last line of a long text is cut.
  if (lines.length > 1) lines.pop()
  let own = 0
  for (const line of lines) {
    if (line.trim() === '') continue
    const call = parseAdminLine(line)
    if (call?.isAdmin !== true || !(isAdminPath(call.path) || call.code === 404)) return undefined
    if (call.code !== 404) own++
  }
  return own > 0 ? 'admin_log' : undefined
}
