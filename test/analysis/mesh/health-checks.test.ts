import assert from 'node:assert/strict'
import { listCheckFlaws } from '../../../src/analysis/mesh/health-checks.ts'
import { Absent } from '../../../src/evidence/absent.ts'

const whole = { protocol: 'http', path: '/ping', port: 80, interval: 5, timeout: 2, healthyThreshold: 2, unhealthyThreshold: 10 }
const flaws = (more: object, protocol = 'http'): string[] => listCheckFlaws({ healthCheck: { ...whole, ...more }, port: 80, protocol })

describe('listCheckFlaws', () => {
  const cases: readonly [string, object, readonly string[], string?][] = [
    ['at the lower limits', {}, []],
    ['at the upper limits', { interval: 300, timeout: 60, healthyThreshold: 10 }, []],
    ['without port and path', { port: undefined, path: undefined }, []],
    ['without a protocol', { protocol: undefined }, ['protocol is missing']],
    ['below', { interval: 4.999, healthyThreshold: 1 }, ['intervalMillis 4999 is not within 5000 to 300000', 'healthyThreshold 1 is not within 2 to 10']],
    ['above', { timeout: 60.001, unhealthyThreshold: 11 }, ['timeoutMillis 60001 is not within 2000 to 60000', 'unhealthyThreshold 11 is not within 2 to 10']],
    ['two missing', { interval: undefined, timeout: undefined }, ['intervalMillis is missing', 'timeoutMillis is missing']],
    ['another port', { port: 81 }, ["port 81 is not the listener's port 80"]],
    ['grpc asked of http', { protocol: 'grpc' }, ['a grpc check is sent to a listener that speaks http']],
    ['grpc asked of http2', { protocol: 'grpc' }, [], 'http2'],
    ['http asked of tcp', {}, [], 'tcp'],
  ]
  for (const [name, more, expected, protocol] of cases) it(name, () => assert.deepEqual(flaws(more, protocol), expected))
  it('none without a check', () => assert.deepEqual(listCheckFlaws({ healthCheck: undefined, port: 80, protocol: 'http' }), []))
  it('is not known where a member is computed', () => { assert.throws(() => flaws({ interval: new Absent('mesh', '!Ref Interval') }), Absent) })
})
