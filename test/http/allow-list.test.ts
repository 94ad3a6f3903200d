import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isAllowed } from '../../src/http/allow-list.ts'

describe('the list of read-only requests', () => {
  const allowed = [
    '/stats', '/stats?usedonly', '/stats?usedonly&filter=^cluster%5C.', '/stats?format=json', '/stats/prometheus?usedonly&filter=metrics_extension',
    '/config_dump?include_eds', '/config_dump?resource=dynamic_active_clusters&mask=cluster.name', '/clusters?format=json', '/status',
  ]
  for (const path of allowed) it(`has ${path}`, () => assert.ok(isAllowed(path)))

  const refused = [
    '/quitquitquit', '/healthcheck/fail', '/drain_listeners?graceful', '/logging?level=debug', '/reset_counters', '/runtime_modify?a=b', '/cpuprofiler?enable=y',
    '/stats/recentlookups/enable', '/stats?delta', '/stats/prometheus?usedonly&delta', '/stats/../quitquitquit', '//quitquitquit', '/stats#', '/stats?usedonly /quitquitquit',
    '/stats?filter=a\r\nx', '/stats?usedonly&', '/stats?__proto__', '/__proto__', '/constructor', '/STATS', 'stats', '', '/enableLogging?level=debug',
  ]
  for (const path of refused) it(`has not ${JSON.stringify(path)}`, () => assert.ok(!isAllowed(path)))

  it('lets nothing through that could end the request line', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => !isAllowed(`/stats?filter=${text}`) || /^[!-~]*$/.test(text)))
  })
})
