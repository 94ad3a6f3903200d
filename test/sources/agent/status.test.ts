import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Problem } from '../../../src/evidence/problem.ts'
import type { Agent } from '../../../src/evidence/schema.ts'
import { parseGoDuration } from '../../../src/sources/agent/go-duration.ts'
import { sniffAgent } from '../../../src/sources/agent/sniff.ts'
import { parseAgentStatus } from '../../../src/sources/agent/status.ts'
import { sniffKind } from '../../../src/sources/sniff.ts'

const healthy = {
  healthStatus: 'HEALTHY', agentUptime: '5s', envoyPid: '21', envoyState: 'LIVE', envoyRestartCount: '3', managementServerConnectionStatus: 'CONNECTED',
  envoyReadinessState: 'INITIALIZED', initialConfigUpdateStatus: 'UPDATE_SUCCESSFUL',
}

function read(answer: string): { agent: Agent | undefined, said: string } {
  const problems: Problem[] = []
  const agent = parseAgentStatus(answer, 'status', problems)
  return { agent, said: problems.map(problem => problem.message).join('\n') }
}

describe("the Agent's /status", () => {
  it('every value is a string', () => {
    assert.deepEqual(read(JSON.stringify(healthy)), {
      said: '',
      agent: { health: 'HEALTHY', uptime: 5, envoyState: 'LIVE', restarts: 3, connected: true, disconnectedAt: undefined, readiness: 'INITIALIZED', initialConfig: 'UPDATE_SUCCESSFUL' },
    })
  })

  it('a lost management server has a time', () => {
    const { agent } = read(JSON.stringify({ ...healthy, managementServerConnectionStatus: 'NOT_CONNECTED', managementServerDisconnectedTimestamp: '2026-09-30T17:00:00Z' }))
    assert.equal(agent?.connected, false)
    assert.equal(agent.disconnectedAt?.toISOString(), '2026-09-30T17:00:00.000Z')
  })

  it('in relay mode nothing is said of one', () => {
    const { agent, said } = read(JSON.stringify({ healthStatus: 'HEALTHY', envoyState: 'UNREACHABLE' }))
    assert.equal(agent?.connected, undefined)
    assert.equal(agent?.envoyState, 'UNREACHABLE')
    assert.equal(said, '')
  })

  for (const [name, value, field] of [
    ['envoyRestartCount', '-1', 'restarts'], ['envoyRestartCount', '1e9', 'restarts'], ['agentUptime', 'soon', 'uptime'], ['managementServerConnectionStatus', 'MAYBE', 'connected'],
    ['envoyState', 'live', 'envoyState'], ['managementServerDisconnectedTimestamp', 'yesterday', 'disconnectedAt'], ['initialConfigUpdateStatus', '', 'initialConfig'],
  ] as const) {
    it(`${name} ${JSON.stringify(value)} is said and left out`, () => {
      const { agent, said } = read(JSON.stringify({ ...healthy, [name]: value }))
      assert.equal(agent?.[field], undefined)
      assert.match(said, new RegExp(name))
    })
  }

  it('a cut one gives what was complete, and says so', () => {
    const { agent, said } = read(JSON.stringify(healthy).slice(0, 90))
    assert.equal(agent?.health, 'HEALTHY')
    assert.equal(agent.envoyState, 'LIVE')
    assert.equal(agent.connected, undefined)
    assert.match(said, /cut or broken/)
  })

  it('another answer is none', () => {
    assert.equal(read('{"status":"UP"}').agent, undefined)
    assert.equal(read('[]').agent, undefined)
    assert.equal(read('').agent, undefined)
  })

  it('never throws, and invents nothing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.integer({ min: 0, max: 300 }).map(cut => JSON.stringify(healthy).slice(0, cut))), text => {
      const { agent } = read(text)
      assert.ok(agent === undefined || text.includes(agent.health))
    }))
  })

  it('is recognised by its names alone', () => {
    assert.equal(sniffKind(JSON.stringify(healthy)), 'agent_status')
    assert.equal(sniffKind(`\uFEFF${JSON.stringify(healthy, null, 2)}`), 'agent_status')
    assert.equal(sniffAgent(JSON.stringify(healthy).slice(0, 80)), 'agent_status')
    assert.equal(sniffAgent('{"status":"UP","healthStatus":"HEALTHY"}'), undefined)
    assert.equal(sniffAgent(`${JSON.stringify(healthy)}\n${JSON.stringify(healthy)}`), undefined)
    assert.equal(sniffAgent('healthStatus envoyState'), undefined)
  })

  for (const [text, seconds] of [['5s', 5], ['72h3m0.5s', 259_380.5], ['1m30s', 90], ['250ms', 0.25], ['0s', 0], ['', undefined], ['5', undefined], ['-5s', undefined], ['5s ', undefined]] as const) {
    it(`the duration ${JSON.stringify(text)} is ${String(seconds)} s`, () => assert.equal(parseGoDuration(text), seconds))
  }
})
