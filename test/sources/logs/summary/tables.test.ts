import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ByteTable } from '../../../../src/sources/logs/summary/byte-table.ts'
import { DurationSketch } from '../../../../src/sources/logs/summary/duration-sketch.ts'
import { GroupTable } from '../../../../src/sources/logs/summary/group-table.ts'
import { quantileOf } from '../reference/count-lines.ts'

describe('tables of a log summary', () => {
  it('equal texts have equal numbers, others have others', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('a', 'ab', 'abc', 'abcd', 'abcde', 'abcdefgh', 'abcdefgi')), { maxLength: 400 }), fc.nat(9), (texts, offset) => {
      const table = new ByteTable(10_000)
      const known = new Map([['', 0]])
      const memory = Buffer.from(`${' '.repeat(offset)}${texts.join('')}`)
      let at = offset
      for (const text of texts) {
        const end = at + Buffer.byteLength(text)
        const id = table.lookup(memory, at, end)
        at = end
        assert.equal(id, known.get(text) ?? known.size, text)
        known.set(text, id)
        assert.equal(table.text(id), text)
      }
    }))
  })

  it('a full table gives all further texts one number', () => {
    const table = new ByteTable(2)
    assert.deepEqual(['a', 'b', 'c', 'd', 'a', 'c'].map(text => table.lookupText(text)), [1, 2, 3, 3, 1, 3])
    assert.deepEqual([table.text(3), table.overflows, table.size], ['(others)', 3, 2])
  })

  it('equal rows have equal numbers, and a limit holds', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -2, max: 9 }), fc.nat(9), fc.nat(9)), { maxLength: 600 }), rows => {
      const table = new GroupTable(3, 300)
      const known = new Map<string, number>()
      const all = Int32Array.from(rows.flat())
      rows.forEach((row, i) => {
        const key = row.join()
        const expected = known.get(key) ?? (known.size < 300 ? known.size : -1)
        assert.equal(table.has(all, 3 * i), known.has(key))
        assert.equal(table.find(all, 3 * i), expected)
        if (expected >= 0) known.set(key, expected)
      })
      for (const [key, id] of known) assert.equal(table.row(id).join(), key)
    }))
  })

  it('quantiles are off by at most one part in 128, also of sketches put together', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.nat(200), fc.nat(100_000), fc.nat(4_000_000_000)), { minLength: 1 }), fc.array(fc.nat(5000)), (first, second) => {
      const sketches = [first, second].map(values => {
        const sketch = new DurationSketch()
        for (const value of values) sketch.add(value)
        return sketch
      })
      const [joined = new DurationSketch(), other = new DurationSketch()] = sketches
      joined.merge(other)
      const all = [...first, ...second]
      assert.deepEqual([joined.count, joined.max], [all.length, Math.max(...all)])
      for (const share of [0, 0.5, 0.9, 0.99, 1]) {
        const exact = quantileOf(all, share)
        assert.ok(Math.abs(joined.quantile(share) - exact) <= exact / 128, `${share}: ${joined.quantile(share)} for ${exact}`)
      }
    }))
  })
})
