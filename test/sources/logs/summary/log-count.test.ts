import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { LineReader } from '../../../../src/sources/logs/lines/line-reader.ts'
import { LogCount } from '../../../../src/sources/logs/summary/log-count.ts'
import type { CountedGroup, LogQuery } from '../../../../src/sources/logs/summary/log-query.ts'
import { countLines, quantileOf, type PlainGroup } from '../reference/count-lines.ts'
import { anyFormat, damaged, lineOf } from '../reference/make-lines.ts'
import { defaultFormat } from '../reference/parse-line.ts'

interface Counted { count: LogCount, other: number }

function countText(text: string, query: LogQuery, formats: readonly string[] = [], step = 1 << 16): Counted {
  const count = new LogCount(query)
  let other = 0
  const lines = new LineReader(count.plan, formats, { onRows: ({ bytes, batch }) => count.add(bytes, batch), onOther: () => { other++ }, onTooLong: () => assert.fail() })
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += step) lines.write(bytes.subarray(at, at + step))
  lines.end()
  return { count, other }
}

/** Numbers to group by end at 2^31 - 1. */
const inUtf8 = (key: readonly (string | number)[]): (string | number)[] => key.map(value => typeof value === 'string' ? Buffer.from(value, 'latin1').toString('utf8') : Math.min(value, 0x7fff_ffff))
const keysOf = (groups: readonly { key: readonly (string | number)[], count: number }[]): unknown[] => groups.map(({ key, count }) => [...key, count])
const byKey = (groups: readonly PlainGroup[]): unknown[] => keysOf(groups.map(group => ({ ...group, key: inUtf8(group.key) })))

function assertQuantiles(group: CountedGroup, plain: PlainGroup): void {
  for (const share of [0.5, 0.99]) {
    const exact = quantileOf(plain.durations, share)
    const sketched = group.durations?.quantile(share) ?? NaN
    if (Number.isNaN(exact)) assert.ok(Number.isNaN(sketched))
    // Sketches end at 2^32 milliseconds, which are fifty days.
    else if (exact < 2 ** 32) assert.ok(Math.abs(sketched - exact) <= exact / 128, `${sketched} for ${exact}`)
  }
}

interface Said { code: number, flags: string, path: string, authority: string, upstream: string, duration: number, agent: string, second: number }
function access(said: Partial<Said> = {}): string {
  const { code, flags, path, authority, upstream, duration, agent, second } = { code: 200, flags: '-', path: '/pay', authority: 'orders', upstream: '10.0.0.7:80', duration: 7, agent: 'curl/8', second: 0, ...said }
  const time = new Date(Date.UTC(2026, 10, 20, 11, 0, second)).toISOString()
  return `[${time}] "GET ${path} HTTP/1.1" ${code} ${flags} 0 19 ${duration} 6 "-" "${agent}" "a1b2" "${authority}" "${upstream}"`
}
const query = (by: readonly string[], more: Partial<LogQuery['breakdowns'][string]> = {}): LogQuery => ({ breakdowns: { asked: { by, ...more } }, withHealthChecks: true })

describe('counts of access-log lines', () => {
  it('are those of a plain parser, for lines of any format', () => {
    const logs = fc.oneof(fc.constant(defaultFormat), anyFormat).chain(format => fc.tuple(fc.constant(format), // A format of one field that may be empty makes blank lines, which are no lines.
      fc.array(lineOf(format).filter(line => line !== ''), { maxLength: 40 }), fc.integer({ min: 1, max: 3000 })))
    fc.assert(fc.property(logs, ([format, lines, step]) => {
      const plain = countLines(lines, ['authority', 'code', 'upstream'].filter(field => field in (countLines(lines.slice(0, 1), [], undefined, format).rows[0] ?? {})), undefined, format)
      const { count } = countText(lines.join('\n'), query(['authority', 'code', 'upstream'].filter(field => field in (plain.rows[0] ?? {})), { durations: true }), [format], step)
      const groups = count.groups('asked')
      // Texts that differ in bytes that are no UTF-8 are different groups with one name.
      assert.deepEqual(new Set(keysOf(groups).map(key => JSON.stringify(key))), new Set(byKey(plain.groups).map(key => JSON.stringify(key))))
      assert.equal(count.totals.rows, plain.rows.length)
    }), { numRuns: 100 })
  })

  it('are those of a plain parser for a long log with damaged lines, whatever the pieces it comes in', () => {
    const [lines = []] = fc.sample(fc.array(fc.oneof({ weight: 4, arbitrary: lineOf(defaultFormat) }, { weight: 1, arbitrary: damaged(lineOf(defaultFormat), 0.2) }), { minLength: 400, maxLength: 400 }), { numRuns: 1, seed: 7 })
    const long = Array.from({ length: 40 }, () => lines).flat()
    const text = long.join('\n')
    assert.ok(text.length > 2 << 20)
    const plain = countLines(long, ['authority'])
    for (const step of [4096, 65_536, 1 << 20, text.length]) {
      const { count } = countText(text, query(['authority'], { durations: true }), [], step)
      assert.equal(count.totals.rows, plain.rows.length)
      assert.deepEqual(keysOf(count.groups('asked')), byKey(plain.groups))
      count.groups('asked').forEach((group, i) => assertQuantiles(group, plain.groups[i] ?? assert.fail()))
    }
  })

  it('are those of a plain parser for logs that Envoys wrote', () => {
    const files = readdirSync('fixtures', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('access.log')).map(name => `fixtures/${name}`)
    assert.ok(files.length > 10 && existsSync(files[0] ?? ''))
    for (const file of files) {
      const text = readFileSync(file, 'latin1')
      const plain = countLines(text.split('\n'), ['code', 'flags', 'authority'])
      const { count, other } = countText(text, query(['code', 'flags', 'authority']))
      assert.deepEqual([keysOf(count.groups('asked')), other], [byKey(plain.groups), plain.unread], file)
    }
  })

  it('tell errors, health checks, and times', () => {
    const lines = [access({ code: 503, flags: 'UF', second: 3 }), access({ code: 404, second: 1 }), access({ flags: 'DI', second: 70 }), access({ code: 0, flags: 'DC' }), access({ agent: 'Envoy/HC' })]
    const { count } = countText(lines.join('\n'), { breakdowns: { asked: { by: ['interval'] }, all: { by: [] } } })
    const start = Date.UTC(2026, 10, 20, 11)
    assert.deepEqual(count.groups('asked').map(({ key, count: rows, errors }) => [...key, rows, errors]), [[start, 3, 2], [start + 60_000, 1, 0]])
    assert.deepEqual(count.groups('all').map(({ key, count: rows, errors }) => [key, rows, errors]), [[[], 4, 2]])
    assert.deepEqual(count.totals, { rows: 5, counted: 4, errors: 2, healthChecks: 1, undated: 0, from: start, to: start + 70_000 })
  })

  it('paths lose their identifiers and queries', () => {
    const lines = ['/a/1?x=2', '/a/2', '/a/7f3c2a10-1b2c-4d5e-8f90-aabbccddeeff/b', '/a/x#y'].map(path => access({ path }))
    assert.deepEqual(keysOf(countText(lines.join('\n'), query(['pathTemplate'])).count.groups('asked')), [['/a/*', 2], ['/a/*/b', 1], ['/a/x', 1]])
  })

  it('only rows for which the test holds', () => {
    const lines = Array.from({ length: 2000 }, (_, i) => access({ code: i % 3 === 0 ? 503 : 200, authority: `host${i % 5}`, path: `/p/${i}`, duration: i % 40 }))
    const { count } = countText(lines.join('\n'), { ...query(['authority']), where: row => {
      const [code, authority, path, duration] = [row.number('code'), row.text('authority'), row.text('path'), row.number('duration')]
      return () => code() >= 500 && authority() !== 'host1' && path().length > 3 && duration() < 30
    } })
    const plain = countLines(lines, ['authority'], row => Number(row.code) >= 500 && row.authority !== 'host1' && String(row.path).length > 3 && Number(row.duration) < 30)
    assert.deepEqual(keysOf(count.groups('asked')), byKey(plain.groups))
    assert.deepEqual([count.totals.rows, count.totals.counted], [2000, plain.rows.length])
  })

  it('of too many groups the last are counted together, and none is lost', () => {
    const lines = Array.from({ length: 500 }, (_, i) => access({ authority: `host${i % 50}` }))
    const { count } = countText(lines.join('\n'), query(['authority', 'code'], { mostGroups: 10 }))
    const groups = count.groups('asked')
    assert.deepEqual([groups.length, groups[0]?.key, groups[0]?.count, count.folded('asked')], [11, ['(others)', '(others)'], 400, 400])
    assert.equal(groups.reduce((sum, group) => sum + group.count, 0), 500)
  })

  it('of parts, added up in their order, are those of the whole', () => {
    const lines = Array.from({ length: 900 }, (_, i) => access({ code: 200 + i % 7, authority: `host${i % 50}`, duration: i, second: i }))
    const asked: LogQuery = { breakdowns: { few: { by: ['code', 'flags'] }, many: { by: ['authority', 'interval'], durations: true, mostGroups: 40 } } }
    const whole = countText(lines.join('\n'), asked).count
    const joined = new LogCount(asked)
    for (const part of [lines.slice(0, 100), lines.slice(100, 101), [], lines.slice(101)]) joined.merge(structuredClone(countText(part.join('\n'), asked).count.state()))
    assert.deepEqual(joined.groups('few'), whole.groups('few'))
    assert.deepEqual(joined.totals, whole.totals)
    assert.deepEqual([joined.groups('many').reduce((sum, { count }) => sum + count, 0), joined.folded('many') > 0], [900, true])
  })
})
