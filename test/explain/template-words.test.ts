import assert from 'node:assert/strict'
import fc from 'fast-check'
import { tellTemplate } from '../../src/explain/template-words.ts'

describe('a rule\'s text without evidence', () => {
  const rows: [string, string][] = [
    ['Plain text.', 'Plain text.'],
    ['Ask {proxy.label} for {edge.cluster.label}.', 'Ask <proxy> for <cluster>.'],
    ['Names: {listed(edge.cluster.tls.sans)}.', 'Names: <sans>.'],
    ["{a == 'x' ? 'Start ' + proxy.label + ', now.' : 'Correct the client\\'s port: it is wrong.'}", "Start <proxy>, now. Or: Correct the client's port: it is wrong."],
    ["{n > 1 ? 'many' : n == 1 ? 'one' : 'none'} left", 'many Or: one Or: none left'],
    ["{x.size() > 0 ? (has(y) ? y + ': ' : '') + z : 'nothing'}", '<y><z> Or: nothing'],
    ["{n == 0 ? 'none' : 'some' else 'who knows'}", 'none Or: some'],
    ["{has(x) ? ' ' + x : '' else ''}!", ' <x>!'],
    ['a {{literal}} brace', 'a {literal} brace'],
  ]
  for (const [text, expected] of rows) it(text, () => assert.equal(tellTemplate(text), expected))

  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), text => typeof tellTemplate(`{${text}`) === 'string'))
  })
})
