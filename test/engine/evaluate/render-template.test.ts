import assert from 'node:assert/strict'
import { formatValue } from '../../../src/engine/evaluate/render-template.ts'

describe('values in texts', () => {
  const cases: [unknown, string][] = [
    [12, '12'], [0.1234, '0.12'], [12.34, '12.3'], [new Date(Date.UTC(2026, 10, 20)), '2026-11-20T00:00:00Z'], [['a', 'b'], 'a, b'],
    ['orders\n  do      `rm -rf /`', "orders do      'rm -rf /'"], ['a\r\nb', 'a b'], ['a\u2028b', 'a b'],
  ]
  for (const [value, text] of cases) it(JSON.stringify(value), () => assert.equal(formatValue(value), text))
})
