import assert from 'node:assert/strict'
import fc from 'fast-check'
import { LineReader } from '../../../../src/sources/logs/lines/line-reader.ts'
import { planFields } from '../../../../src/sources/logs/scan/field-plan.ts'
import { spanStride } from '../../../../src/sources/logs/scan/scanner.ts'

const plan = planFields(['code', 'flags', 'duration', 'authority', 'path', 'time'])
type Row = Record<string, string | number>

function readRows(lines: readonly Uint8Array[]): { rows: Map<number, Row>, others: number[] } {
  const rows = new Map<number, Row>()
  const others: number[] = []
  const reader = new LineReader(plan, [], {
    onRows: ({ bytes, batch, line }) => {
      for (let i = 0; i < batch.count; i++) {
        const o = i * spanStride(plan)
        const row: Row = {}
        plan.texts.forEach((field, at) => { row[field] = Buffer.from(bytes.slice(batch.spans[o + 2 + 2 * at], batch.spans[o + 3 + 2 * at])).toString('utf8') })
        plan.numbers.forEach((field, at) => { row[field] = batch.numbers[i * plan.numbers.length + at] ?? NaN })
        rows.set(line + i, row)
      }
    },
    onOther: (_, line) => { others.push(line) },
    onTooLong: () => assert.fail(),
  })
  reader.write(Buffer.concat(lines.flatMap(line => [line, Buffer.from('\n')])))
  reader.end()
  return { rows, others }
}

const text = fc.oneof(fc.constantFrom('-', '', 'a.b:80', 'quote " and \\', 'ü☂', '\u0001'), fc.string({ maxLength: 30 }))
const entry = fc.record({
  start_time: fc.nat(90_000_000).map(offset => new Date(Date.UTC(2026, 10, 20) + offset).toISOString()),
  response_code: fc.constantFrom(200, 404, 503, 0), response_flags: fc.constantFrom('UF', 'UF,URX', 'DC'), duration: fc.oneof(fc.nat(), fc.constantFrom(null, '7', '-')),
  authority: fc.oneof(text, fc.constant(null)), path: text, extra: fc.oneof(fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(), fc.constantFrom(-1, 1e21)),
  nested: fc.record({ deep: text }),
})
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never
const orNothing = (value: string | number | null): string => value === null || value === '-' ? '' : String(value)
const toRow = (object: Entry): Row => ({
  code: object.response_code, flags: orNothing(object.response_flags), authority: orNothing(object.authority), path: orNothing(object.path),
  duration: orNothing(object.duration) === '' ? -1 : Number(object.duration), time: Date.parse(object.start_time),
})

describe('JSON access-log lines', () => {
  it('are read as JSON.parse reads them, whatever they hold', () => {
    const shuffled = fc.tuple(fc.array(entry, { minLength: 1, maxLength: 30 }), fc.boolean()).map(([entries, spaced]) => ({ entries, spaced }))
    fc.assert(fc.property(shuffled, ({ entries, spaced }) => {
      const { rows, others } = readRows(entries.map(object => Buffer.from(spaced ? JSON.stringify(object).replace('{"start_time":', '{ "start_time" :\t') : JSON.stringify(object))))
      assert.deepEqual([...rows.values()], entries.map(object => toRow(object)))
      assert.deepEqual(others, [])
    }))
  })

  it('of damaged lines none is taken that JSON.parse refuses', () => {
    const damage = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.integer({ min: 32, max: 126 }), put: fc.boolean() })
    fc.assert(fc.property(fc.array(fc.tuple(entry, fc.option(damage)), { minLength: 2, maxLength: 30 }), entries => {
      const lines = entries.map(([object, change]) => {
        const line = Buffer.from(JSON.stringify(object)).toString('latin1')
        const at = Math.floor((change?.at ?? 0) * line.length)
        return change === null ? line : line.slice(0, at) + String.fromCharCode(change.byte) + line.slice(at + (change.put ? 0 : 1))
      })
      const { rows } = readRows(lines.map(line => Buffer.from(line, 'latin1')))
      lines.forEach((line, i) => {
        const row = rows.get(i + 1)
        const parsed = parse(Buffer.from(line, 'latin1').toString('utf8'))
        if (entries[i]?.[1] === null) assert.deepEqual(row, toRow(entries[i][0]))
        else if (row !== undefined) assert.ok(parsed !== undefined, line)
      })
    }), { numRuns: 300 })
  })
})

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
