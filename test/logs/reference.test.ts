import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { compileWhere } from '../../src/logs/query/compile-where.ts'
import type { Group } from '../../src/logs/query/grouping.ts'
import { LineCounter } from '../../src/logs/query/line-counter.ts'
import { countLines, quantileOf, type PlainGroup } from '../sources/logs/reference/count-lines.ts'
import { anyFormat, damaged, lineOf } from '../sources/logs/reference/make-lines.ts'
import { defaultFormat } from '../sources/logs/reference/parse-line.ts'
import { access } from './count-text.ts'

interface Options { formats?: readonly string[], where?: string, step?: number }

function count(text: string, by: readonly (readonly string[])[], { formats = [], where, step = 1 << 16 }: Options = {}): LineCounter {
  const counter = new LineCounter({ by, where: where === undefined ? undefined : compileWhere(where), since: undefined, until: undefined, interval: undefined, samples: 0 }, formats)
  const input = counter.openInput('log')
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += step) input.write(bytes.subarray(at, at + step))
  input.endFile()
  return counter
}

const rowsOf = ({ rows: { totals } }: LineCounter): number => totals.requests + totals.healthChecks
const groupsOf = (counter: LineCounter, place = 0): readonly Group[] => counter.rows.groupings[place]?.list() ?? []

/** The counter's path is a template, and numbers to group by end at 2^31 - 1. */
const inWords = (key: readonly (string | number)[]): string[] => key.map(value => typeof value === 'string' ? Buffer.from(value, 'latin1').toString('utf8') : value < 0 ? '' : String(Math.min(value, 0x7fff_ffff)))
/** Texts that differ in bytes that are no UTF-8 are different groups with one name. */
const keysOf = (groups: readonly Group[]): Set<string> => new Set(groups.map(({ values, count: rows }) => JSON.stringify([...values, rows])))
function plainKeys(groups: readonly PlainGroup[]): Set<string> {
  const joined = new Map<string, number>()
  for (const { key, count: rows } of groups) joined.set(JSON.stringify(inWords(key)), (joined.get(JSON.stringify(inWords(key))) ?? 0) + rows)
  return new Set(Array.from(joined, ([key, rows]) => JSON.stringify([...JSON.parse(key) as string[], rows])))
}

function assertQuantiles(group: Group, plain: PlainGroup): void {
  for (const share of [0.5, 0.99]) {
    const exact = quantileOf(plain.durations, share)
    const sketched = group.durations?.quantile(share) ?? NaN
    if (Number.isNaN(exact)) assert.ok(Number.isNaN(sketched))
    // Sketches end at 2^32 milliseconds, which are fifty days.
    else if (exact < 2 ** 32) assert.ok(Math.abs(sketched - exact) <= exact / 128, `${sketched} for ${exact}`)
  }
}

const isCheck = (row: Readonly<Record<string, string | number>>): boolean => row.userAgent === 'Envoy/HC'

describe('logs: the counts of a plain and slow parser', () => {
  it('for lines of any format', () => {
    const logs = fc.oneof(fc.constant(defaultFormat), anyFormat).chain(format => fc.tuple(fc.constant(format), // A format of one field that may be empty makes blank lines, which are no lines.
      fc.array(lineOf(format).filter(line => line !== ''), { maxLength: 40 }), fc.integer({ min: 1, max: 3000 })))
    fc.assert(fc.property(logs, ([format, lines, step]) => {
      const has = (field: string): boolean => field in (countLines(lines.slice(0, 1), [], undefined, format).rows[0] ?? {})
      const by = ['authority', 'code', 'upstream'].filter(has)
      const plain = countLines(lines, by, row => !isCheck(row), format)
      const counter = count(lines.join('\n'), [by], { formats: [format], step })
      assert.deepEqual(keysOf(groupsOf(counter)), plainKeys(plain.groups))
      assert.equal(counter.rows.totals.requests, plain.rows.length)
    }), { numRuns: 100 })
  })

  it('for a long log with damaged lines, whatever the pieces it comes in', () => {
    const [lines = []] = fc.sample(fc.array(fc.oneof({ weight: 4, arbitrary: lineOf(defaultFormat) }, { weight: 1, arbitrary: damaged(lineOf(defaultFormat), 0.2) }), { minLength: 400, maxLength: 400 }), { numRuns: 1, seed: 7 })
    const long = Array.from({ length: 40 }, () => lines).flat()
    const text = long.join('\n')
    assert.ok(text.length > 2 << 20)
    const plain = countLines(long, ['authority'], row => !isCheck(row))
    const durations = new Map(plain.groups.map(group => [JSON.stringify(inWords(group.key)), group]))
    for (const step of [4096, 65_536, 1 << 20, text.length]) {
      const counter = count(text, [['authority'], ['code', 'flags']], { step })
      assert.equal(counter.rows.totals.requests, plain.rows.length)
      assert.deepEqual(keysOf(groupsOf(counter)), plainKeys(plain.groups))
      assert.deepEqual(keysOf(groupsOf(counter, 1)), plainKeys(countLines(long, ['code', 'flags'], row => !isCheck(row)).groups))
      for (const group of groupsOf(counter)) assertQuantiles(group, durations.get(JSON.stringify(group.values)) ?? assert.fail())
    }
  })

  it('for logs that Envoys wrote', () => {
    const files = readdirSync('fixtures', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('access.log')).map(name => `fixtures/${name}`)
    assert.ok(files.length > 10 && existsSync(files[0] ?? ''))
    for (const file of files) {
      const text = readFileSync(file, 'latin1')
      const plain = countLines(text.split('\n'), ['code', 'flags', 'authority'], row => !isCheck(row))
      const counter = count(text, [['code', 'flags', 'authority']])
      assert.deepEqual([keysOf(groupsOf(counter)), counter.unread.damaged + counter.unread.unknown], [plainKeys(plain.groups), plain.unread], file)
    }
  })

  it('for the lines for which a condition holds', () => {
    const lines = Array.from({ length: 2000 }, (_, i) => access({ code: i % 3 === 0 ? 503 : 200, authority: `host${i % 5}`, path: `/p/${i}`, duration: i % 40 }))
    const plain = countLines(lines, ['authority'], row => Number(row.code) >= 500 && row.authority !== 'host1' && String(row.path).length > 3 && Number(row.duration) < 30)
    const counter = count(lines.join('\n'), [['authority']], { where: 'code >= 500 && authority != "host1" && size(path) > 3 && duration < 30' })
    assert.deepEqual(keysOf(groupsOf(counter)), plainKeys(plain.groups))
    assert.deepEqual([rowsOf(counter) + counter.rows.totals.leftOut, counter.rows.totals.requests], [2000, plain.rows.length])
  })

  it('for parts that are added up in their order', () => {
    const lines = Array.from({ length: 900 }, (_, i) => access({ code: 200 + i % 7, authority: `host${i % 50}`, duration: i, seconds: i }))
    const by = [['code', 'flags'], ['authority']]
    const whole = count(lines.join('\n'), by)
    const joined = count('', by)
    for (const part of [lines.slice(0, 100), lines.slice(100, 101), [], lines.slice(101)]) joined.mergePart(structuredClone(count(part.join('\n'), by).state()), true)
    const told = (counter: LineCounter, place: number): unknown => groupsOf(counter, place).map(({ durations, ...group }) => ({ ...group, p50: durations?.quantile(0.5), p99: durations?.quantile(0.99) }))
    for (const place of [0, 1]) assert.deepEqual(told(joined, place), told(whole, place))
    assert.deepEqual(joined.rows.totals, whole.rows.totals)
  })
})
