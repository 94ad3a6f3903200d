import assert from 'node:assert/strict'
import { UsageError } from '../../src/errors.ts'
import type { PreparedSweep } from '../../src/sweep/prepare-sweep.ts'
import { openDoor } from '../../src/sweep/schedule/door.ts'
import { SweepService } from '../../src/sweep/schedule/serve.ts'
import { planTiming } from '../../src/sweep/schedule/timing.ts'
import { samples } from '../report/samples.ts'

const minute = 60_000
const iso = (at: number | undefined): string => at === undefined ? 'never' : new Date(at).toISOString()

describe('times of runs', () => {
  it('of --every keep their beat; what is missed is left out, or made up for once', async () => {
    const [skip, run] = [await planTiming({ every: '5m', missed: 'skip' }), await planTiming({ every: '5m', missed: 'run' })]
    assert.equal(skip.first(1000), 1000)
    const cases: readonly { planned: number, now: number, skip: number, run: number }[] = [
      { planned: 0, now: 1 * minute, skip: 5 * minute, run: 5 * minute },
      { planned: 0, now: 12 * minute, skip: 15 * minute, run: 12 * minute },
      // The clock was set back by a day, or forward by a year.
      { planned: 1440 * minute, now: 0, skip: 5 * minute, run: 5 * minute },
      { planned: 0, now: 525_601 * minute, skip: 525_605 * minute, run: 525_601 * minute },
    ]
    for (const one of cases) assert.deepEqual([skip.next(one.planned, one.now), run.next(one.planned, one.now)], [one.skip, one.run], JSON.stringify(one))
  })

  it('of --cron follow the wall over changes to summer time', async () => {
    const daily = await planTiming({ cron: '30 2 * * *', 'time-zone': 'Europe/Berlin', missed: 'skip' })
    // 2026-03-29 02:30 does not exist there, 2026-10-25 02:30 comes twice.
    assert.deepEqual([iso(daily.first(Date.parse('2026-03-28T12:00Z'))), iso(daily.next(Date.parse('2026-03-29T01:30Z'), Date.parse('2026-03-29T02:00Z')))], ['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'])
    const first = daily.first(Date.parse('2026-10-24T12:00Z'))
    assert.equal(iso(first), '2026-10-25T00:30:00.000Z')
    assert.equal(iso(daily.next(first ?? 0, (first ?? 0) + minute)), '2026-10-26T01:30:00.000Z')
    const often = await planTiming({ cron: '*/30 * * * *', 'time-zone': 'Europe/Berlin', missed: 'skip' })
    for (let at = Date.parse('2026-10-24T23:00Z'), i = 0; i < 8; i++) {
      const next = often.next(at, at) ?? 0
      assert.equal(next - at, 30 * minute, iso(at))
      at = next
    }
  })

  it('of --cron that were missed are left out, or made up for once', async () => {
    const [skip, run] = [await planTiming({ cron: '*/5 * * * *', 'time-zone': 'UTC', missed: 'skip' }), await planTiming({ cron: '*/5 * * * *', 'time-zone': 'UTC', missed: 'run' })]
    assert.deepEqual([skip.next(0, 12 * minute), run.next(0, 12 * minute), run.next(10 * minute, 12 * minute)], [15 * minute, 12 * minute, 15 * minute])
  })

  for (const flags of [{ cron: 'nonsense' }, { cron: '61 * * * *' }, { cron: '* * * * * * * *' }, { cron: '' }, { cron: '0 0 30 2 *' }, { cron: '* * * * *', 'time-zone': 'Mars/Olympus' }, { every: '5 minutes' }, { every: '0' }, { every: '-5m' }, { every: '1ms' }]) {
    it(`that are none are an error of three parts: ${JSON.stringify(flags)}`, () => assert.rejects(planTiming({ ...flags, missed: 'skip' }), (error: unknown) => error instanceof UsageError && error.why !== '' && error.tryThis !== ''))
  }
})

describe('the service', () => {
  const report = samples['san-mismatch'] ?? assert.fail('no sample')
  interface Fake { sweep: PreparedSweep, runs: number, most: number, closed: number }
  function fake(run: (nth: number) => Promise<void> = () => Promise.resolve()): Fake {
    let busy = 0
    const made: Fake = { runs: 0, most: 0, closed: 0, sweep: {
      name: 'x', plan: () => Promise.resolve([]), deliver: () => Promise.resolve(), store: () => Promise.resolve({ countMessages: () => Promise.resolve({ waiting: 2, failed: 1 }) } as never),
      close: () => { made.closed++; return Promise.resolve() },
      run: async () => {
        made.most = Math.max(made.most, ++busy)
        try {
          await run(made.runs++)
        } finally {
          busy--
        }
        return { finished: true, run: { exit: 1 } as never, report, changes: [] }
      },
    } }
    return made
  }
  const options = (stop: AbortController, said: string[] = []) => ({ timing: { first: (now: number) => now, next: (_: number, now: number) => now + 1 }, jitter: 0, random: () => 0, now: Date.now, signal: stop.signal, onReport: () => Promise.resolve(), say: (text: string) => void said.push(text) })

  it('never runs two at once, and stops when told', async () => {
    const stop = new AbortController()
    const made = fake(async nth => { if (nth === 4) stop.abort(); await new Promise(resolve => setTimeout(resolve, 5)) })
    await new SweepService(made.sweep, options(stop)).run()
    assert.deepEqual([made.runs, made.most, made.closed], [5, 1, 1])
  })

  it('goes on after a run that failed, says so, and is unhealthy until one is good', async () => {
    const stop = new AbortController()
    const said: string[] = []
    const health: boolean[] = []
    const made = fake(nth => {
      health.push(service.state.lastOk)
      if (nth === 2) stop.abort()
      return nth === 0 ? Promise.reject(new Error('disk')) : Promise.resolve()
    })
    const service = new SweepService(made.sweep, options(stop, said))
    await service.run()
    assert.deepEqual([health, service.state.failedRuns, service.state.runs], [[true, false, true], 1, 2])
    assert.match(said.join(), /disk/)
  })

  it('takes a new configuration with the next run, and keeps the old one where the new one is wrong', async () => {
    const stop = new AbortController()
    const said: string[] = []
    const second = fake(nth => { if (nth === 1) stop.abort(); return Promise.resolve() })
    const first = fake(async nth => {
      if (nth === 0) await service.reload(() => Promise.reject(new Error('wrong')))
      if (nth === 1) await service.reload(() => Promise.resolve(second.sweep))
    })
    const service = new SweepService(first.sweep, options(stop, said))
    await service.run()
    assert.deepEqual([first.runs, first.closed, second.runs, second.closed, service.state.reloads], [2, 1, 2, 1, { ok: 1, failed: 1 }])
  })

  it('puts runs off by chance, within the jitter', async () => {
    const stop = new AbortController()
    const made = fake(() => { stop.abort(); return Promise.resolve() })
    const started = Date.now()
    await new SweepService(made.sweep, { ...options(stop), jitter: 100, random: () => 0.9 }).run()
    assert.ok(Date.now() - started >= 89)
  })

  it('tells how it is by its door', async () => {
    const stop = new AbortController()
    const made = fake(() => { stop.abort(); return Promise.resolve() })
    const service = new SweepService(made.sweep, options(stop))
    const door = await openDoor('127.0.0.1:0', () => service.state)
    const get = async (path: string) => fetch(`http://127.0.0.1:${door.port}${path}`)
    await service.run()
    const metrics = await (await get('/metrics')).text()
    assert.match(metrics, /^meshmedic_sweep_runs_total 1$/m)
    assert.match(metrics, /^meshmedic_sweep_waiting_messages 2$/m)
    assert.match(metrics, /^meshmedic_sweep_findings\{severity="critical"\} \d+$/m)
    assert.deepEqual([(await get('/-/healthy')).status, (await get('/other')).status], [200, 404])
    service.state.lastOk = false
    assert.equal((await get('/-/healthy')).status, 503)
    await assert.rejects(openDoor(`127.0.0.1:${door.port}`, () => service.state), UsageError)
    await assert.rejects(openDoor('nowhere', () => service.state), UsageError)
    await door.close()
  })
})
