import assert from 'node:assert/strict'
import { LineReader } from '../../../../src/sources/logs/lines/line-reader.ts'
import { planFields } from '../../../../src/sources/logs/scan/field-plan.ts'

interface Read { rows: number, others: string[], formats: Record<string, number>, lines: number, places: number[] }

function read(text: string, formats: readonly string[] = [], step = text.length, buffer = Buffer.alloc(step)): Read {
  const found: Read = { rows: 0, others: [], formats: {}, lines: 0, places: [] }
  const reader = new LineReader(planFields(['code', 'time']), formats, {
    onRows: ({ batch, format, line }) => {
      found.rows += batch.count
      found.formats[format] = (found.formats[format] ?? 0) + batch.count
      found.places.push(line)
    },
    onOther: other => { found.others.push(other) },
    onTooLong: () => { found.others.push('too long') },
  })
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += step) {
    const length = bytes.copy(buffer, 0, at, at + step)
    reader.write(buffer.subarray(0, length))
  }
  reader.end()
  return { ...found, lines: reader.lines }
}

const own = '%START_TIME% code=%RESPONSE_CODE% to=%UPSTREAM_HOST%\n'
const ownLine = (i: number): string => `2026-11-20T11:00:${String(i % 60).padStart(2, '0')}.000Z code=${200 + i % 5} to=10.0.0.${i % 250}:80`
const known = '[2026-11-20T11:00:01.000Z] "GET / HTTP/1.1" 200 - 0 19 7 - "-" "-" "-" "orders" "10.0.0.7:80"'

describe('line reader', () => {
  it('a damaged line of a format that begins like a wrapper takes no other line with it', () => {
    const lines = Array.from({ length: 3000 }, (_, i) => i % 500 === 499 ? ownLine(i).slice(0, 34) : ownLine(i))
    const { rows, others, lines: count } = read(`${lines.join('\n')}\n`, [own])
    assert.deepEqual([rows, others.length, count], [2994, 6, 3000])
  })

  it('keeps nothing of a buffer that is used again', () => {
    const text = Array.from({ length: 2000 }, () => known).join('\n')
    for (const step of [1000, 4096, 65_536]) assert.deepEqual(read(text, [], step), { ...read(text), places: read(text, [], step).places })
    assert.equal(read(text, [], 1000).rows, 2000)
  })

  it('goes over to WebAssembly in the middle of a log, and nobody sees it', () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => i % 10 === 0 ? ownLine(i) : i % 9999 === 1 ? known.slice(0, 50) : i % 777 === 3 ? `envoy-1  | ${known}` : known)
    const { rows, others, formats, lines: count } = read(lines.join('\n'), [own], 100_000)
    const damaged = lines.filter(line => line === known.slice(0, 50)).length
    assert.deepEqual([rows, others.length, count], [40_000 - damaged, damaged, 40_000])
    assert.equal(formats['the configured format'], 4000)
  })

  it('reads from a source that fills what it is given, to the end', () => {
    const bytes = Buffer.from(`${known}\n`.repeat(20_000))
    let at = 0
    let rows = 0
    const reader = new LineReader(planFields(['code']), [], { onRows: ({ batch }) => { rows += batch.count }, onOther: () => assert.fail(), onTooLong: () => assert.fail() })
    const fill = (into: Uint8Array): number => {
      const length = bytes.copy(into, 0, at, Math.min(bytes.length, at + 77_777))
      at += length
      return length
    }
    while (reader.readFrom(fill)) continue
    reader.end()
    assert.deepEqual([rows, reader.lines], [20_000, 20_000])
  })

  it('lines of more than 1 MiB are skipped, before and after the log is long', () => {
    const long = 'x'.repeat((1 << 20) + 1)
    const { rows, others } = read(`${long}\n${known}\n${`${known}\n`.repeat(12_000)}${long}\n${known}\n${long}`, [], 1 << 16)
    assert.deepEqual([rows, others], [12_002, ['too long', 'too long', 'too long']])
    const within = 'y'.repeat((1 << 20) - 1)
    assert.deepEqual(read(`${within}\n${known}`).others, [within])
  })
})
