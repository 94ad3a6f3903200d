import assert from 'node:assert/strict'
import { UsageError } from '../../src/errors.ts'
import { compileWhere } from '../../src/logs/query/compile-where.ts'
import { access, countText, lines } from './count-text.ts'

const text = lines(
  access({ code: 503, flags: 'UF', authority: 'orders', duration: 5, seconds: 1 }),
  access({ code: 200, authority: 'orders', duration: 2_000, seconds: 2 }),
  access({ code: 503, flags: 'URX,UC', authority: 'pay', duration: 7, seconds: 3 }),
  access({ code: 200, authority: 'pay', upstream: '-', duration: 7, seconds: 4, path: '/pay/7?id=1' }),
)

describe('logs: --where', () => {
  const cases: [string, number][] = [
    ['code >= 500', 2], ['code >= 500 && authority.startsWith("orders")', 1], ['duration > 1000', 1], ['code in [200, 503]', 4], ['error', 2], ['!error', 2],
    ['flags.contains("UC")', 1], ['"UF" in flags.split(",")', 1], ['path == "/pay/7?id=1"', 1], ['path.matches("^/pay/[0-9]+")', 1], ['upstream == ""', 1],
    ['time >= timestamp("2026-11-20T11:00:03Z")', 2], ['upstreamServiceTime < 100', 0], ['details == ""', 4], ['code / 0 > 1', 4],
  ]
  for (const [where, expected] of cases) it(where, () => assert.equal(countText([text], { where }).requests, expected))

  it('a field that the format lacks is said to be absent', () => {
    assert.deepEqual(countText([text], { where: 'details == "x"' }).problems, [{ source: '--where', line: null, message: '4 lines are in a format without details; there it is taken as absent' }])
  })

  it('thousands of different values are judged one by one', () => {
    const many = lines(...Array.from({ length: 20_000 }, (_, i) => access({ path: `/p${i}` })))
    assert.equal(countText([many], { where: 'path.endsWith("7")' }).requests, 2_000)
  })

  const mistakes: [string, RegExp][] = [
    ['codes >= 500', /\n {2}\^ Unknown variable: codes \(did you mean code\?\)/],
    ['code >= 500 && authority.startsWidth("x")', /\n {17}\^ /],
    ['code >=', /\^/], ['code', /must be bool, but is double/], ['code == "503"', /\^/],
  ]
  for (const [where, shown] of mistakes) {
    it(`${where} is shown with its place`, () => assert.throws(() => compileWhere(where), (error: unknown) => error instanceof UsageError && shown.test(error.message)))
  }
})
