import assert from 'node:assert/strict'
import type { Problem } from '../../../../src/evidence/problem.ts'
import type { StatForm, StatsSample, StatValue } from '../../../../src/evidence/stats.ts'
import { pairSamples } from '../../../../src/sources/envoy-admin/stats/order-samples.ts'

interface Given {
  source: string
  form?: StatForm
  readAt?: number
  modifiedAt?: number
  uptime?: number
  server?: Readonly<Record<string, number>>
  /** `upstream_rq_total` and others of cluster `a`. */
  counts?: Readonly<Record<string, StatValue>>
  cluster?: string
}

function sampleOf({ source, form = 'text', readAt, modifiedAt, uptime, server = {}, counts = {}, cluster = 'a' }: Given): StatsSample {
  return {
    source, form, readAt, uptime, ...(modifiedAt === undefined ? {} : { modifiedAt }), missing: 'nonexistent',
    scopes: new Map([
      ['cluster', new Map([[cluster, new Map(Object.entries(counts))]])],
      ['server', new Map([['', new Map(Object.entries(server))]])],
    ]),
  }
}

interface Row {
  rule: string
  given: readonly Given[]
  first?: string
  last: string
  seconds?: number
  incomparable?: RegExp
  problem?: RegExp
}

const busy = { upstream_rq_total: 100, upstream_cx_total: 100, upstream_rq_completed: 100, upstream_rq_2xx: 100 }
const busier = { upstream_rq_total: 200, upstream_cx_total: 200, upstream_rq_completed: 200, upstream_rq_2xx: 200 }

/** Twenty counters, of which three changed places. */
const many = (low: number, high: number): Readonly<Record<string, number>> =>
  Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`m${i}_total`, i < 3 ? low + 1 : i + high * 10]))

const rows: readonly Row[] = [
  { rule: 'one sample', given: [{ source: 'a' }], last: 'a' },
  { rule: 'the time of reading orders', given: [{ source: 'a', readAt: 70_000 }, { source: 'b', readAt: 10_000 }], first: 'b', last: 'a', seconds: 60 },
  { rule: 'else uptime, which also tells seconds when it moved enough', given: [{ source: 'a', uptime: 130 }, { source: 'b', uptime: 100 }], first: 'b', last: 'a', seconds: 30 },
  { rule: 'uptime moves in steps of 5 s: a small step tells no time', given: [{ source: 'a', uptime: 105 }, { source: 'b', uptime: 100 }], first: 'b', last: 'a' },
  { rule: 'else the name', given: [{ source: 'stats-2', counts: { x: 2 } }, { source: 'stats-1', counts: { x: 1 } }], first: 'stats-1', last: 'stats-2' },
  {
    rule: 'names that contradict all counters', given: [{ source: 'after', counts: busier }, { source: 'before', counts: busy }], first: 'before', last: 'after', problem: /older/,
  },
  {
    rule: 'the restart epoch', given: [{ source: 'a', server: { 'server.hot_restart_epoch': 1 } }, { source: 'b', server: { 'server.hot_restart_epoch': 0 } }],
    first: 'b', last: 'a', incomparable: /hot restarted/, problem: /hot restarted/,
  },
  { rule: 'a restart: uptime goes back', given: [{ source: 'a', readAt: 0, uptime: 500 }, { source: 'b', readAt: 60_000, uptime: 20 }], first: 'a', last: 'b', seconds: 60, incomparable: /restarted/, problem: /restarted/ },
  {
    rule: 'a restart that uptime alone would not show', given: [{ source: 'a', readAt: 0, uptime: 10 }, { source: 'b', readAt: 3_600_000, uptime: 600 }],
    first: 'a', last: 'b', seconds: 3600, incomparable: /restarted/, problem: /restarted/,
  },
  { rule: 'a restart that the times of files explain', given: [{ source: 'a', modifiedAt: 0, uptime: 9000 }, { source: 'b', modifiedAt: 60_000, uptime: 20 }], first: 'a', last: 'b', incomparable: /restarted/, problem: /restarted/ },
  { rule: 'times of files that a restart does not explain', given: [{ source: 'a', modifiedAt: 0, uptime: 900 }, { source: 'b', modifiedAt: 60_000, uptime: 600 }], first: 'b', last: 'a', seconds: 300 },
  { rule: 'times of files alone order nothing', given: [{ source: 'b', modifiedAt: 0, counts: { x: 2 } }, { source: 'a', modifiedAt: 60_000, counts: { x: 1 } }], first: 'a', last: 'b' },
  { rule: 'a time of reading that uptime proves wrong', given: [{ source: 'a', readAt: 2000, uptime: 5000 }, { source: 'b', readAt: 1000, uptime: 5060 }], first: 'a', last: 'b', seconds: 60 },
  { rule: 'the flush lags behind without a restart', given: [{ source: 'a', readAt: 0, uptime: 10 }, { source: 'b', readAt: 30_000, uptime: 35 }], first: 'a', last: 'b', seconds: 30 },
  { rule: 'a hot restart that only the generation shows', given: [{ source: 'a', uptime: 10, server: { 'server.hot_restart_generation': 1 } }, { source: 'b', uptime: 50, server: { 'server.hot_restart_generation': 2 } }], first: 'a', last: 'b', seconds: 40, incomparable: /generation/, problem: /generation/ },
  { rule: 'another proxy: other threads', given: [{ source: 'a', server: { 'server.concurrency': 2 } }, { source: 'b', server: { 'server.concurrency': 4 } }], first: 'a', last: 'b', incomparable: /different proxies/, problem: /concurrency/ },
  { rule: 'another proxy: no cluster in common', given: [{ source: 'a', cluster: 'x', counts: busy }, { source: 'b', cluster: 'y', counts: busy }], first: 'a', last: 'b', incomparable: /in common/, problem: /in common/ },
  {
    rule: 'counters that went back without a restart',
    given: [{ source: 'a', readAt: 0, counts: { ...busier, upstream_rq_5xx: 1 } }, { source: 'b', readAt: 60_000, counts: { ...busy, upstream_rq_5xx: 9 } }],
    first: 'a', last: 'b', seconds: 60, incomparable: /4 counters went back/, problem: /went back/,
  },
  {
    rule: 'a few that went back among many that grew are of something that was replaced',
    given: [{ source: 'a', readAt: 0, counts: many(3, 0) }, { source: 'b', readAt: 60_000, counts: many(0, 3) }], first: 'a', last: 'b', seconds: 60,
  },
  { rule: 'two counters that went back are of something that was replaced', given: [{ source: 'a', readAt: 0, counts: { upstream_rq_total: 9, upstream_cx_total: 9 } }, { source: 'b', readAt: 60_000, counts: { upstream_rq_total: 1, upstream_cx_total: 1 } }], first: 'a', last: 'b', seconds: 60 },
  { rule: 'more than two: first and last', given: [{ source: 'b', readAt: 20_000 }, { source: 'c', readAt: 30_000 }, { source: 'a', readAt: 10_000 }], first: 'a', last: 'c', seconds: 20 },
  {
    rule: 'more than two with a restart: those after it', given: [{ source: 'a', readAt: 0, uptime: 900 }, { source: 'b', readAt: 60_000, uptime: 30 }, { source: 'c', readAt: 90_000, uptime: 60 }],
    first: 'b', last: 'c', seconds: 30, problem: /restarted/,
  },
  {
    rule: 'two forms of one moment are one sample, the fuller one', given: [{ source: 'p', form: 'prometheus', uptime: 100, counts: { x: 1 } }, { source: 't', form: 'text', uptime: 100, counts: { x: 1, y: 2 } }], last: 't',
  },
  { rule: 'two forms of two moments are no pair', given: [{ source: 'p', form: 'prometheus', uptime: 100 }, { source: 't', form: 'text', uptime: 200, counts: { x: 1 } }], last: 't', problem: /same form/ },
  {
    rule: 'two of one form and one of another', given: [{ source: 'j', form: 'json', readAt: 0, counts: { x: 1, y: 2 } }, { source: 't1', readAt: 0, counts: { x: 1 } }, { source: 't2', readAt: 10_000, counts: { x: 2 } }],
    first: 't1', last: 't2', seconds: 10,
  },
  { rule: 'the same answer given twice is one', given: [{ source: 'a', uptime: 5, counts: busy }, { source: 'b', uptime: 5, counts: busy }], last: 'a' },
]

describe('pairSamples', () => {
  for (const { rule, given, first, last, seconds, incomparable, problem } of rows) {
    for (const [order, list] of [['as given', given], ['reversed', [...given].reverse()]] as const) {
      it(`${rule} (${order})`, () => {
        const problems: Problem[] = []
        const series = pairSamples(list.map(sampleOf), problems)
        if (rule.startsWith('the same answer')) assert.equal(series.first, undefined)
        else assert.deepEqual([series.first?.source, series.last.source], [first, last])
        assert.equal(series.seconds, seconds)
        assert.match(series.incomparable ?? '', incomparable ?? /^$/)
        assert.match(problems.map(({ message }) => message).join('; '), problem ?? /^$/)
      })
    }
  }
})
