/** What changes the process; Envoy takes them by POST alone. Source: Envoy docs, "Administration interface". */
export const mutatingPaths: ReadonlySet<string> = new Set([
  '/healthcheck/fail', '/healthcheck/ok', '/drain_listeners', '/quitquitquit', '/reset_counters', '/logging', '/runtime_modify', '/reopen_logs',
  '/cpuprofiler', '/heapprofiler', '/allocprofiler', '/tap',
  '/stats/recentlookups/enable', '/stats/recentlookups/disable', '/stats/recentlookups/clear',
])

const readingPaths: ReadonlySet<string> = new Set([
  '/', '/help', '/favicon.ico', '/stats', '/stats/prometheus', '/stats/recentlookups', '/config_dump', '/clusters', '/listeners', '/certs', '/server_info',
  '/ready', '/memory', '/runtime', '/init_dump', '/hot_restart_version', '/contention', '/heap_dump',
])

/** Whether the admin interface is asked for a path by people and programs. */
export function isAdminPath(path: string): boolean {
  return mutatingPaths.has(path) || readingPaths.has(path)
}
