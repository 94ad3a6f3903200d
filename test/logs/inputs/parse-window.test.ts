import assert from 'node:assert/strict'
import { UsageError } from '../../../src/errors.ts'
import { parseDuration, parseInterval, parseMoment } from '../../../src/logs/inputs/parse-window.ts'

describe('logs: moments', () => {
  const at = Date.UTC(2026, 10, 20, 11, 2, 17)
  const moments: [string, unknown][] = [
    ['2026-11-20T11:02:17Z', { at }], ['2026-11-20T13:02:17+02:00', { at }], ['2026-11-20T11:02:17', { at }], ['2026-11-20 11:02:17', { at }],
    ['2026-11-20', { at: Date.UTC(2026, 10, 20) }], ['15m', { before: 900_000 }], ['1h30m', { before: 5_400_000 }], ['2d', { before: 172_800_000 }], ['1.5s', { before: 1_500 }],
  ]
  for (const [text, expected] of moments) it(text, () => assert.deepEqual(parseMoment('--since', text), expected))
  for (const text of ['15', 'm', 'yesterday', '15 m', '', '2026-13-45']) it(`${JSON.stringify(text)} is none`, () => assert.throws(() => parseMoment('--since', text), UsageError))

  it('an interval has a unit and a least width', () => {
    assert.deepEqual([parseInterval('1m'), parseInterval('100ms'), parseInterval(undefined), parseDuration('x')], [60_000, 100, undefined, undefined])
    for (const text of ['1', '10ms', '0s']) assert.throws(() => parseInterval(text), UsageError)
  })
})
