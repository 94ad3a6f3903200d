import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countFile } from '../../../src/logs/parallel/count-file.ts'
import { cutFile } from '../../../src/logs/parallel/cut-file.ts'
import { LineCounter } from '../../../src/logs/query/line-counter.ts'
import type { CountRequest } from '../../../src/logs/query/row-counter.ts'

const worker = new URL('./part-worker.js', import.meta.url)
const request: CountRequest = { by: [['code', 'flags'], ['authority']], where: undefined, since: undefined, until: undefined, interval: 60_000, samples: 0 }

function line(i: number): string {
  const time = new Date(Date.UTC(2026, 10, 20, 11) + i * 20).toISOString()
  const whole = `[${time}] "GET /orders/${i} HTTP/1.1" ${i % 11 === 0 ? '503 UF' : '200 -'} 0 19 ${i % 997} 6 "-" "curl/8" "id-${i}" "host${i % 30}" "10.0.0.${i % 250}:80"`
  return i % 1000 === 999 ? whole.slice(0, 60) : i % 5000 === 17 ? 'something else' : whole
}

async function count(path: string, threads: number, program = worker): Promise<LineCounter> {
  const counter = new LineCounter(request, [])
  await countFile(path, path, counter, request, { formats: [], threads, signal: new AbortController().signal, worker: program })
  return counter
}

/** Everything that a report is made of. */
function describeCount({ rows, inputs, unread }: LineCounter): unknown {
  const groups = rows.groupings.map(grouping => grouping.list().map(({ durations, ...group }) => ({ ...group, quantiles: [0, 0.25, 0.5, 0.99, 1].map(share => durations?.quantile(share)) })))
  return { groups, totals: rows.totals, slices: rows.slices.list(60).slices.map(({ at, requests, errors }) => [at, requests, errors]), unread, inputs: inputs.map(input => ({ ...input, line: 0 })) }
}

describe('logs: counting a file in several threads', () => {
  let folder = ''
  let path = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'count-file-'))
    path = join(folder, 'access.log')
    writeFileSync(path, Array.from({ length: 500_000 }, (_, i) => line(i)).join('\n'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('gives what one thread gives', async () => {
    const one = await count(path, 1)
    assert.equal(cutFile(path, 3, []).length, 3)
    for (const threads of [2, 3]) assert.deepEqual(describeCount(await count(path, threads)), describeCount(one))
    assert.deepEqual([one.inputs[0]?.lines, one.unread.damaged, one.unread.unknown, one.unread.samples.map(sample => sample.line)], [500_000, 500, 100, [18, 1000, 2000, 3000, 4000]])
    assert.deepEqual(one.rows.groupings[0]?.list().map(group => group.values), [['503', 'UF'], ['200', '']])
  })

  it('cuts between lines, and leaves short and wrapped files whole', () => {
    const parts = cutFile(path, 2, [])
    assert.equal(parts.length, 2)
    assert.equal(parts[0]?.to, parts[1]?.from)
    const short = join(folder, 'short.log')
    writeFileSync(short, line(1))
    assert.equal(cutFile(short, 4, []).length, 1)
    const wrapped = join(folder, 'wrapped.log')
    writeFileSync(wrapped, Array.from({ length: 200_000 }, (_, i) => `2026-11-20T11:00:01.5Z stdout F ${line(i)}\n`).join(''))
    assert.equal(cutFile(wrapped, 4, []).length, 1)
    const empty = join(folder, 'empty.log')
    writeFileSync(empty, '')
    assert.deepEqual(cutFile(empty, 4, []), [{ path: empty, from: 0, to: 0 }])
  })

  it('a file that cannot be read, and a thread that fails, are errors', async () => {
    await assert.rejects(count(join(folder, 'none.log'), 2), { code: 'ENOENT' })
    await assert.rejects(count(path, 2, new URL('file:///nowhere/part-worker.js')))
  })
})
