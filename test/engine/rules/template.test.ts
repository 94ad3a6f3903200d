import assert from 'node:assert/strict'
import fc from 'fast-check'
import { splitTemplate } from '../../../src/engine/rules/template.ts'

describe('templates', () => {
  const cases: [string, ReturnType<typeof splitTemplate>][] = [
    ['plain', ['plain']],
    ['{a} and {b.c}', [{ source: 'a', offset: 1 }, ' and ', { source: 'b.c', offset: 9 }]],
    ["{x ? '}' : '{'}!", [{ source: "x ? '}' : '{'", offset: 1 }, '!']],
    ["{'it\\'s }'}", [{ source: "'it\\'s }'", offset: 1 }]],
    ["{a else 'b else }' else c}.", [{ source: 'a', offset: 1, otherwise: { source: "'b else }'", offset: 8, otherwise: { source: 'c', offset: 24 } } }, '.']],
    ['a {{b}} c', ['a {b} c']],
    ['', []],
  ]
  for (const [text, pieces] of cases) it(JSON.stringify(text), () => assert.deepEqual(splitTemplate(text), pieces))

  it('loses nothing of a text without braces', () => {
    fc.assert(fc.property(fc.string().filter(text => !/[{}]/.test(text)), text => splitTemplate(text).every(piece => typeof piece === 'string') && splitTemplate(text).length <= 1 && (splitTemplate(text)[0] ?? '') === text))
  })
})
