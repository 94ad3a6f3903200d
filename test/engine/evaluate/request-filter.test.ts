import assert from 'node:assert/strict'
import { compileRequestFilter } from '../../../src/engine/evaluate/request-filter.ts'
import type { LogGroup } from '../../../src/evidence/schema.ts'

const group = (more: Partial<LogGroup>): LogGroup => ({ code: 503, flags: 'URX,UF', authority: '', method: 'GET', path: '/', count: 1, p50: 0, p99: 0, ...more })

describe('filters of requests', () => {
  const rows: [filter: string, group: LogGroup, meant: boolean][] = [
    ['', group({}), true], ['flag:UF', group({}), true], ['flag:U', group({}), false], ['flag:URX code:5xx', group({}), true], ['code:504', group({}), false],
    ['details:route', group({ details: 'route_not_found' }), true], ['details:not_found', group({ details: 'route_not_found' }), false],
    ['failure:EXPIRED', group({ failure: 'TLS_error:|CERTIFICATE_EXPIRED' }), true], ['failure:EXPIRED', group({ details: 'x{CERTIFICATE_EXPIRED}' }), true],
  ]
  for (const [filter, given, meant] of rows) it(`${filter || '(none)'} of ${JSON.stringify(given)}`, () => assert.equal(compileRequestFilter(filter).test(given), meant))

  it('knows which lines leave out what would tell', () => {
    const { broad, isPrinted } = compileRequestFilter('flag:UF details:upstream_reset')
    assert.equal(broad(group({})), true)
    assert.equal(broad(group({ flags: '' })), false)
    assert.equal(isPrinted?.(group({})), false)
    assert.equal(isPrinted(group({ details: 'via_upstream' })), true)
    assert.equal(compileRequestFilter('flag:UF').isPrinted, undefined)
  })
})
