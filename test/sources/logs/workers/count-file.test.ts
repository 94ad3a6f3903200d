import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countFile, type CountedFile } from '../../../../src/sources/logs/workers/count-file.ts'
import { cutFile } from '../../../../src/sources/logs/workers/cut-file.ts'
import type { LogQuery } from '../../../../src/sources/logs/summary/log-query.ts'

const worker = new URL('./count-worker.js', import.meta.url)
const query: LogQuery = { breakdowns: { codes: { by: ['code', 'flags'] }, latency: { by: ['authority', 'interval'], durations: true } } }

function line(i: number): string {
  const time = new Date(Date.UTC(2026, 10, 20, 11) + i * 20).toISOString()
  const whole = `[${time}] "GET /orders/${i} HTTP/1.1" ${i % 11 === 0 ? '503 UF' : '200 -'} 0 19 ${i % 997} 6 "-" "curl/8" "id-${i}" "host${i % 30}" "10.0.0.${i % 250}:80"`
  return i % 1000 === 999 ? whole.slice(0, 60) : i % 5000 === 17 ? 'something else' : whole
}

const describeGroups = ({ count }: CountedFile, name: string): unknown[] =>
  count.groups(name).map(({ durations, ...group }) => ({ ...group, quantiles: durations === undefined ? [] : [0, 0.25, 0.5, 0.99, 1].map(share => durations.quantile(share)) }))

describe('counting a file in several threads', () => {
  let folder = ''
  let path = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'count-file-'))
    path = join(folder, 'access.log')
    writeFileSync(path, Array.from({ length: 500_000 }, (_, i) => line(i)).join('\n'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('gives what one thread gives', async () => {
    const one = await countFile(path, query, { threads: 1 })
    assert.equal(cutFile(path, 3, []).length, 3)
    for (const threads of [2, 3]) {
      const several = await countFile(path, query, { threads, worker })
      for (const name of Object.keys(query.breakdowns)) assert.deepEqual(describeGroups(several, name), describeGroups(one, name))
      assert.deepEqual({ ...several, count: several.count.totals }, { ...one, count: one.count.totals })
    }
    assert.deepEqual([one.lines, one.damaged, one.other], [500_000, { count: 500, first: 1000 }, { count: 100, first: 18 }])
    assert.deepEqual(one.count.groups('codes').map(group => group.key), [[200, ''], [503, 'UF']])
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
    await assert.rejects(countFile(join(folder, 'none.log'), query, { threads: 2, worker }), { code: 'ENOENT' })
    await assert.rejects(countFile(path, query, { threads: 2, worker: new URL('file:///nowhere/count-worker.js') }))
  })
})
