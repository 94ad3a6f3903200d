import assert from 'node:assert/strict'
import fc from 'fast-check'
import { TimeSlices } from '../../src/logs/query/time-slices.ts'

describe('logs: slices of time', () => {
  it('a width that fits is found, in a step that people read', () => {
    const slices = new TimeSlices(undefined)
    for (let second = 0; second < 900; second++) slices.add(second * 1000, second % 10 === 0, 1)
    const { width, slices: list } = slices.list(60)
    assert.deepEqual([width, list.length, list[0]?.requests, list[0]?.errors], [20_000, 45, 20, 2])
  })

  it('a given width stays, and has durations', () => {
    const slices = new TimeSlices(60_000)
    for (const time of [0, 1_000, 61_000]) slices.add(time, false, 7)
    assert.deepEqual(slices.list(1).slices.map(({ at, requests, durations }) => [at, requests, durations?.quantile(0.5)]), [[0, 2, 7], [60_000, 1, 7]])
  })

  it('nothing is lost by joining, and the number of slices is bounded', () => {
    fc.assert(fc.property(fc.array(fc.nat(4_000_000_000), { maxLength: 200 }), fc.option(fc.integer({ min: 100, max: 100_000 }), { nil: undefined }), (times, width) => {
      const slices = new TimeSlices(width)
      for (const time of times) slices.add(time, time % 2 === 0, 1)
      const { slices: list } = slices.list(60)
      assert.equal(list.reduce((sum, slice) => sum + slice.requests, 0), times.length)
      assert.equal(list.reduce((sum, slice) => sum + slice.errors, 0), times.filter(time => time % 2 === 0).length)
      if (width === undefined) assert.ok(list.length <= 61)
    }))
    const many = new TimeSlices(1_000)
    for (let i = 0; i < 20_000; i++) many.add(i * 1_000, false, 1)
    assert.ok(many.list(60).slices.length <= 4_096 && many.width > 1_000)
  })
})
