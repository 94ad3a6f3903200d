import assert from 'node:assert/strict'
import fc from 'fast-check'
import { JsonValueSplitter } from '../../../src/sources/app-mesh/json-values.ts'

/** The values of a text that is cut into pieces at some places, and what is left. */
function split(text: string, cuts: readonly number[] = []): { values: unknown[], lines: number[], left: number | undefined, rest: string } {
  const bytes = new TextEncoder().encode(text)
  const bounds = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const splitter = new JsonValueSplitter()
  const found = bounds.slice(1).flatMap((end, at) => {
    // As a reader would that uses its buffer again.
    const piece = bytes.slice(bounds[at], end)
    const values = splitter.write(piece)
    piece.fill(0x5b)
    return values
  })
  return { values: found.map(({ text: value }) => JSON.parse(value) as unknown), lines: found.map(({ line }) => line), left: splitter.leftLine, rest: splitter.rest() }
}

describe('JSON values after one another', () => {
  const cases: readonly (readonly [string, string, ReturnType<typeof split>])[] = [
    ['one', ' {"a": [1]}\n', { values: [{ a: [1] }], lines: [1], left: undefined, rest: '' }],
    ['two', '{"a": 1}\n[2]', { values: [{ a: 1 }, [2]], lines: [1, 2], left: undefined, rest: '' }],
    ['brackets and quotes in strings', '{"}\\"]": "{["}', { values: [{ '}"]': '{[' }], lines: [1], left: undefined, rest: '' }],
    ['one that is cut', '[1]\n\n{"a": ', { values: [[1]], lines: [1], left: 3, rest: '{"a": ' }],
    ['something behind', '[1]\n x', { values: [[1]], lines: [1], left: 2, rest: '' }],
    ['nothing', ' \n', { values: [], lines: [], left: undefined, rest: '' }],
  ]
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(split(text), expected))

  it('are the same however the bytes come', () => {
    const value = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()))
    fc.assert(fc.property(fc.array(value, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 6 }), (values, cuts) => {
      const texts = values.map(one => JSON.stringify(one, null, 1))
      assert.deepEqual(split(texts.join('\n'), cuts).values, texts.map(text => JSON.parse(text) as unknown))
    }))
  })
})
