import type { Problem } from '../../src/evidence/problem.ts'
import { parseGoDuration } from '../../src/sources/agent/go-duration.ts'
import { sniffAgent } from '../../src/sources/agent/sniff.ts'
import { parseAgentStatus } from '../../src/sources/agent/status.ts'
import { sayProblems } from '../outcome.ts'
import { readFixture, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const states = new Set(['LIVE', 'DRAINING', 'PRE_INITIALIZING', 'INITIALIZING', 'UNREACHABLE', undefined])

/** The App Mesh Agent's /status. */
export const agentStatus: Target = {
  name: 'agent-status', inputs: 400_000,
  words: ['"healthStatus":"HEALTHY"', '"agentUptime":"72h3m0.5s"', '"envoyPid":"12"', '"envoyState":"LIVE"', '"envoyRestartCount":"0"', '"managementServerConnectionStatus":"CONNECTED"', '"managementServerDisconnectedTimestamp":"0001-01-01T00:00:00Z"', '"envoyReadinessState":"INITIALIZED"', '"initialConfigUpdateStatus":"UPDATE_SUCCESSFUL"', '1e9h', 'µs', '\\"'],
  seeds: () => toBytes([
    readFixture('captures/agent_status_reconstructed.json'), '{"healthStatus":"UNHEALTHY"}', '{"healthStatus":5,"envoyRestartCount":2}', '{"healthStatus":"HEALTHY","agentUptime":"5s","envoyState":"LI',
  ]),
  run: input => {
    const text = new TextDecoder().decode(input)
    const problems: Problem[] = []
    const agent = parseAgentStatus(text, 'status', problems)
    const kind = sniffAgent(text)
    if (agent === undefined) {
      demand(problems.length > 0, 'nothing is known of the Agent, and nothing is said')
      return `none ${kind}${sayProblems(problems)}`
    }
    const { health, uptime, restarts, envoyState, disconnectedAt, connected } = agent
    demand(typeof health === 'string' && text.includes('healthStatus') || text.includes('\\u'), 'a health comes from nowhere')
    demand(uptime === undefined || Number.isFinite(uptime) && uptime >= 0, 'an uptime is none')
    demand(restarts === undefined || Number.isSafeInteger(restarts) && restarts >= 0, 'a count of restarts is none')
    demand(states.has(envoyState), 'Envoy is in a state that there is not')
    demand(disconnectedAt === undefined || disconnectedAt.getTime() > 0, 'a moment is none')
    demand(connected !== true || text.includes('CONNECTED') || text.includes('\\u'), 'the Agent is connected, and nothing says so')
    demand((parseGoDuration(text) ?? 0) >= 0, 'a duration is below zero')
    return `${health.slice(0, 9)} ${uptime === undefined ? '' : 'u'}${restarts === undefined ? '' : 'r'}${envoyState} ${disconnectedAt === undefined ? '' : 'd'}${connected} ${kind}${sayProblems(problems)}`
  },
}
