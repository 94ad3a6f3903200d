import assert from 'node:assert/strict'
import { formatValue, renderTemplate } from '../../../src/engine/evaluate/render-template.ts'
import type { Expression } from '../../../src/engine/language/compile.ts'
import { Absent } from '../../../src/evidence/absent.ts'

describe('values in texts', () => {
  const cases: [unknown, string][] = [
    [12, '12'], [0.1234, '0.12'], [12.34, '12.3'], [new Date(Date.UTC(2026, 10, 20)), '2026-11-20T00:00:00Z'], [['a', 'b'], 'a, b'],
    ['orders\n  do      `rm -rf /`', "orders do      'rm -rf /'"], ['a\r\nb', 'a b'], ['a\u2028b', 'a b'],
  ]
  for (const [value, text] of cases) it(JSON.stringify(value), () => assert.equal(formatValue(value), text))
})

describe('a part of a text', () => {
  const way = (run: () => unknown): Expression => ({ run }) as unknown as Expression
  const known = way(() => 3)
  const lost = way(() => { throw new Absent('stats', 'not given') })
  const cases: [string, Expression[], string][] = [
    ['the first way that is known', [lost, known], '3'],
    ['the first of two that are', [known, way(() => 4)], '3'],
    ['nothing known', [lost, lost], 'unknown'],
  ]
  for (const [name, ways, text] of cases) it(name, () => assert.equal(renderTemplate({ parts: ['<', { ways }, '>'] }, {}), `<${text}>`))

  it('a mistake of the program is no lack of evidence', () => {
    assert.throws(() => renderTemplate({ parts: [{ ways: [way(() => { throw new TypeError('bug') }), known] }] }, {}), TypeError)
  })
})
