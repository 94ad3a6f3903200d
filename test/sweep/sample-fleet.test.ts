import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { sampleFleet } from '../../src/sweep/run/sample-fleet.ts'

interface Trace { events: string[], busy: number, most: number }

const never = new AbortController().signal

function fleet(trace: Trace, options: { milliseconds: number, gap: number | undefined }) {
  const step = async (event: string): Promise<void> => {
    trace.busy++
    trace.most = Math.max(trace.most, trace.busy)
    await wait(options.milliseconds)
    trace.events.push(event)
    trace.busy--
  }
  return (name: string) => {
    let sampled = 0
    return Promise.resolve({
      first: async () => { sampled = performance.now(); await step(`first ${name}`) },
      dueAt: () => options.gap === undefined ? undefined : sampled + options.gap,
      second: () => step(`second ${name}`),
      finish: () => { trace.events.push(`finish ${name}`); return Promise.resolve() },
    })
  }
}

describe('two samples over a fleet', () => {
  it('are of every target, the second after the first, and never more at a time than asked', async () => {
    const trace: Trace = { events: [], busy: 0, most: 0 }
    const names = Array.from({ length: 40 }, (_, i) => `t${i}`)
    await sampleFleet(names, fleet(trace, { milliseconds: 2, gap: 30 }), { concurrency: 4, signal: never })
    assert.equal(trace.most, 4)
    for (const name of names) {
      const [first, second, finish] = ['first', 'second', 'finish'].map(step => trace.events.indexOf(`${step} ${name}`))
      assert.ok((first ?? -1) >= 0 && (first ?? 0) < (second ?? 0) && (second ?? 0) < (finish ?? 0), name)
    }
  })

  it('cost the wait once, not once a target: the last is begun before the first is done', async () => {
    const trace: Trace = { events: [], busy: 0, most: 0 }
    await sampleFleet(['a', 'b', 'c', 'd'], fleet(trace, { milliseconds: 1, gap: 200 }), { concurrency: 1, signal: never })
    assert.deepEqual(trace.events.slice(0, 4), ['first a', 'first b', 'first c', 'first d'])
  })

  it('come before new targets when they are due: what is finished early is kept early', async () => {
    const trace: Trace = { events: [], busy: 0, most: 0 }
    await sampleFleet(Array.from({ length: 20 }, (_, i) => `t${i}`), fleet(trace, { milliseconds: 5, gap: 12 }), { concurrency: 1, signal: never })
    assert.ok(trace.events.indexOf('finish t0') < trace.events.indexOf('first t10'), trace.events.join())
  })

  it('end at a signal with what was begun finished, and nothing new begun', async () => {
    const trace: Trace = { events: [], busy: 0, most: 0 }
    const stop = new AbortController()
    const begin = fleet(trace, { milliseconds: 1, gap: 60_000 })
    const started = performance.now()
    await sampleFleet(['a', 'b', 'c'], async name => {
      if (name === 'b') stop.abort()
      return begin(name)
    }, { concurrency: 1, signal: stop.signal })
    assert.deepEqual(trace.events.toSorted(), ['finish a', 'finish b', 'first a', 'first b'])
    assert.ok(performance.now() - started < 30_000)
  })

  it('end at a signal though one still works and others have nothing to do', async () => {
    const stop = new AbortController()
    const sampling = { first: async () => { stop.abort(); await wait(30) }, dueAt: () => undefined, second: () => Promise.resolve(), finish: () => Promise.resolve() }
    await sampleFleet(['a'], () => Promise.resolve(sampling), { concurrency: 8, signal: stop.signal })
  })

  it('end with the error of a target that is a fault of ours', async () => {
    await assert.rejects(sampleFleet(['a'], () => Promise.reject(new Error('bug')), { concurrency: 2, signal: never }), /bug/)
  })
})
