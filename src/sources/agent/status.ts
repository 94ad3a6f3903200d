import type { Problem } from '../../evidence/problem.ts'
import type { Agent } from '../../evidence/schema.ts'
import { parseGoDuration } from './go-duration.ts'

/**
 * Reads /status. Every value is a string, also the numbers. What is left out or says nothing of what it should stays unset, the latter with
 * a problem. Undefined where not even the health can be read. Source: the Agent's README; its health check.
 */
export function parseAgentStatus(answer: string, source: string, problems: Problem[]): Agent | undefined {
  const values = readStrings(answer, source, problems)
  const health = values.get('healthStatus')
  if (health === undefined) {
    problems.push({ source, message: "it names no healthStatus, so it is no /status of the App Mesh Agent" })
    return undefined
  }
  /** The value as `read` understands it; an unknown one is said and left out. */
  const take = <T>(name: string, read: (value: string) => T | undefined): T | undefined => {
    const value = values.get(name)
    const understood = value === undefined ? undefined : read(value)
    if (value !== undefined && understood === undefined) problems.push({ source, message: `${name} is ${JSON.stringify(value.slice(0, 100))}, which the Agent does not say; it is left out` })
    return understood
  }
  return {
    health,
    uptime: take('agentUptime', parseGoDuration),
    envoyState: take('envoyState', oneOf('LIVE', 'DRAINING', 'PRE_INITIALIZING', 'INITIALIZING', 'UNREACHABLE')),
    restarts: take('envoyRestartCount', value => /^\d{1,15}$/.test(value) ? Number(value) : undefined),
    connected: take('managementServerConnectionStatus', value => value === 'CONNECTED' ? true : value === 'NOT_CONNECTED' ? false : undefined),
    disconnectedAt: take('managementServerDisconnectedTimestamp', parseTime),
    readiness: take('envoyReadinessState', oneOf('NOT_INITIALIZED', 'INITIALIZED')),
    initialConfig: take('initialConfigUpdateStatus', oneOf('UPDATE_SUCCESSFUL', 'UPDATE_FAILED')),
  }
}

const oneOf = (...names: readonly string[]) => (value: string): string | undefined => names.find(name => value.trim() === name)

/** RFC 3339. Go's zero time stands for no time at all. */
function parseTime(value: string): Date | undefined {
  const at = Date.parse(value)
  return Number.isNaN(at) || at <= 0 ? undefined : new Date(at)
}

/** The members that are strings; of a cut or broken object, those that are complete. */
function readStrings(answer: string, source: string, problems: Problem[]): Map<string, string> {
  const text = answer.replace(/^\uFEFF/, '')
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch (error) {
    problems.push({ source, message: `it is cut or broken (${error instanceof Error ? error.message.slice(0, 200) : String(error)}); what was complete is read` })
  }
  return new Map([...text.matchAll(/"(\w{1,64})"\s*:\s*"([^"\\]{0,1000})"/g)].map(([, name = '', value = '']) => [name, value]))
}
