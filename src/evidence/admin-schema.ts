/** Who stands around a proxy: the Agent that starts and watches it, and whoever called its admin interface. A part of the table in schema.ts. */
export const adminRecords = {
  /**
   * The App Mesh Agent's /status. What it leaves out is unset: without a management server of its own (relay mode) it says nothing of one.
   * Its health stays HEALTHY for seven days after the control plane went, and its poll never sees a refused listener: `initialConfig`
   * does not become UPDATE_FAILED. Source: the Agent's README and health check.
   */
  Agent: {
    /** HEALTHY, UNHEALTHY */
    health: 'string',
    /** Seconds since the Agent started. */
    uptime: 'double?',
    /** Body of Envoy's /ready, or UNREACHABLE. */
    envoyState: 'string?',
    /** Restarts of Envoy by this Agent; it gives up after APPNET_ENVOY_RESTART_COUNT (3, at most 10). */
    restarts: 'double?',
    /** A stream to the management server is open. */
    connected: 'bool?',
    disconnectedAt: 'timestamp?',
    /** NOT_INITIALIZED, INITIALIZED */
    readiness: 'string?',
    /** UPDATE_SUCCESSFUL, UPDATE_FAILED */
    initialConfig: 'string?',
  },
  /** Calls of the admin interface that agree in action, method, code and caller. */
  AdminCall: {
    /** The path without its query: `/healthcheck/fail`, `/drain_listeners`, `/quitquitquit`, … */
    action: 'string',
    /** Query of the last one, without `?`. */
    query: 'string?',
    method: 'string',
    code: 'double',
    /** Envoy did it: it refuses every method but POST. */
    done: 'bool',
    /** The caller's address, or the machine's own where the caller is on it; over a Unix socket there may be none. */
    caller: 'string?',
    userAgent: 'string?',
    count: 'double', first: 'timestamp?', last: 'timestamp?',
    /** Done, and not undone since as the same log tells: a later /healthcheck/ok ends /healthcheck/fail. */
    standing: 'bool',
  },
} as const
