import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTarget } from '../../../src/http/target.ts'
import type { Answer, Snapshot } from '../../../src/snapshot/snapshot.ts'
import { collectLive } from '../../../src/sources/collect/collect-live.ts'
import type { CollectOptions, Progress, RequestPlan } from '../../../src/sources/collect/request-plan.ts'
import { sickHandlers, startFakeEnvoy } from '../../fake-envoy.ts'
import type { FakeEnvoy, Handler } from '../../fake-envoy.ts'

const plan: readonly RequestPlan[] = [
  { path: '/server_info', kind: 'server_info', heavy: false, sampled: false },
  { path: '/ready', kind: 'ready', heavy: false, sampled: false },
  { path: '/config_dump?include_eds', kind: 'config_dump', heavy: true, sampled: false },
  { path: '/stats', kind: 'stats', heavy: true, sampled: true },
]

async function textOf(answer: Answer | undefined): Promise<string> {
  let text = ''
  for await (const chunk of answer?.open() ?? []) text += Buffer.from(chunk).toString()
  return text
}

const answersOf = (snapshot: Snapshot, index = 0): readonly Answer[] => snapshot.proxies[index]?.answers ?? []
const shape = (answers: readonly Answer[]): string[] => answers.map(answer => `${answer.query ?? ''} ${answer.failure?.reason ?? 'ok'}`)

describe('collecting live', () => {
  const open: FakeEnvoy[] = []
  const start = async (handlers: Record<string, Handler>, socket?: string): Promise<FakeEnvoy> => {
    const envoy = await startFakeEnvoy(handlers, socket)
    open.push(envoy)
    return envoy
  }
  afterEach(async () => { await Promise.all(open.splice(0).map(envoy => envoy.close())) })
  const collect = (urls: readonly string[], options: Partial<CollectOptions> = {}): Promise<Snapshot> =>
    collectLive(urls.map(parseTarget), plan, { intervalSeconds: 0.2, once: false, ...options })

  it('reads everything once, what is sampled twice, an interval apart', async () => {
    const envoy = await start(sickHandlers())
    const snapshot = await collect([envoy.url])
    const answers = answersOf(snapshot)
    assert.deepEqual(shape(answers), ['/server_info ok', '/stats ok', '/ready ok', '/config_dump?include_eds ok', '/stats ok'])
    assert.ok((answers[4]?.readAt ?? 0) - (answers[1]?.readAt ?? 0) >= 195)
    assert.notEqual(await textOf(answers[1]), await textOf(answers[4]))
    assert.deepEqual(answers.map(answer => answer.readAtFrom), Array(5).fill('recorded'))
    assert.equal(snapshot.proxies[0]?.clockOffsetSeconds, 0)
    await snapshot.close()
  })

  it('with --once reads everything once', async () => {
    const snapshot = await collect([(await start(sickHandlers())).url], { once: true })
    assert.equal(answersOf(snapshot).filter(answer => answer.kind === 'stats').length, 1)
  })

  it('reads a Unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meshmedic-'))
    const snapshot = await collect([(await start(sickHandlers(), join(folder, 'admin.sock'))).url], { once: true })
    assert.match(await textOf(answersOf(snapshot)[1]), /^server\.uptime/)
    rmSync(folder, { recursive: true })
  })

  it('pays the wait once over many targets, and never has two requests at one', async () => {
    let [busiest, running] = [0, 0]
    const perServer = async (): Promise<string> => {
      let here = 0
      const handlers: Record<string, Handler> = Object.fromEntries(Object.entries(sickHandlers()).map(([path, handle]) => [path, (request, response, nth) => {
        here++
        running++
        busiest = Math.max(busiest, running)
        assert.equal(here, 1, 'two requests at once on one proxy')
        setTimeout(() => {
          here--
          running--
          handle(request, response, nth)
        }, 5)
      }]))
      return (await start(handlers)).url
    }
    const urls = await Promise.all(Array.from({ length: 12 }, perServer))
    const started = performance.now()
    const snapshot = await collect(urls, { intervalSeconds: 0.5, concurrency: 4 })
    assert.ok(performance.now() - started < 3000, 'the wait was paid more than once')
    assert.ok(busiest <= 4, `${busiest} at once`)
    assert.deepEqual(snapshot.proxies.map(proxy => proxy.answers.length), Array(12).fill(5))
  })

  it('sends GET requests of the plan and nothing else', async () => {
    const envoy = await start(sickHandlers())
    await collect([envoy.url])
    assert.deepEqual(envoy.requests, ['GET /server_info', 'GET /stats', 'GET /ready', 'GET /config_dump?include_eds', 'GET /stats'])
  })

  const refusals: readonly (readonly [string, Handler, string, RegExp])[] = [
    ['HTML', (_q, r) => r.end('<!doctype html><title>Grafana</title>'), 'not-envoy', /HTML page titled "Grafana"/],
    ['JSON of something else', (_q, r) => r.end('{"cluster_name":"es","tagline":"search"}'), 'not-envoy', /keys "cluster_name", "tagline"/],
    ['control characters', (_q, r) => r.end('\u001b[31mred\u202e'), 'not-envoy', /^[\x20-\x7e]*$/],
    ['a 404 of something else', (_q, r) => { r.statusCode = 404; r.end('404 page not found') }, 'not-envoy', /404 Not Found: text that begins "404 page/],
    ['a redirect', (_q, r) => { r.statusCode = 302; r.setHeader('location', 'http://evil/'); r.end() }, 'redirect', /302 redirect to http:\/\/evil\//],
    ['a 401', (_q, r) => { r.statusCode = 401; r.end() }, 'status', /401 Unauthorized/],
    ['an empty answer', (_q, r) => r.end(), 'not-envoy', /empty/],
  ]
  for (const [name, handler, reason, message] of refusals) {
    it(`${name} is not Envoy, and nothing more is asked of it`, async () => {
      const envoy = await start({ '*': handler })
      const snapshot = await collect([envoy.url])
      assert.equal(snapshot.proxies[0]?.unreachable?.reason, reason)
      assert.match(snapshot.proxies[0].unreachable.message, message)
      assert.ok(envoy.requests.every(request => ['GET /server_info', 'GET /status'].includes(request)), envoy.requests.join())
    })
  }

  for (const type of ['image/png', 'text/html; charset=utf-16', '']) {
    it(`a content type of ${JSON.stringify(type)} is not believed: the content says what it is`, async () => {
      const lying = Object.fromEntries(Object.entries(sickHandlers()).map(([path, handle]) => [path, (request, response, nth) => {
        const end = response.end.bind(response) as (text: string) => unknown
        handle(request, Object.assign(response, { setHeader: () => response, end: (text: string) => { response.writeHead(200, { 'content-type': type }); return end(text) } }), nth)
      }] satisfies [string, Handler]))
      const snapshot = await collect([(await start(lying)).url])
      assert.deepEqual(shape(answersOf(snapshot)), ['/server_info ok', '/stats ok', '/ready ok', '/config_dump?include_eds ok', '/stats ok'])
      assert.match(await textOf(answersOf(snapshot)[3]), /"configs"/)
    })
  }

  it('a 403 on one endpoint costs that endpoint only', async () => {
    const envoy = await start({ ...sickHandlers(), '/config_dump': (_q, r) => { r.statusCode = 403; r.end('request to path /config_dump not allowed') } })
    const answers = answersOf(await collect([envoy.url]))
    assert.deepEqual(shape(answers), ['/server_info ok', '/stats ok', '/ready ok', '/config_dump?include_eds status', '/stats ok'])
    assert.equal(answers[3]?.failure?.message, '403 Forbidden: request to path /config_dump not allowed')
    assert.equal(await textOf(answers[3]), '')
  })

  it('a proxy that locks /server_info is still asked for the rest', async () => {
    const envoy = await start({ ...sickHandlers(), '/server_info': (_q, r) => { r.statusCode = 403; r.end('request to path /server_info not allowed') } })
    const snapshot = await collect([envoy.url])
    assert.equal(snapshot.proxies[0]?.unreachable, undefined)
    assert.deepEqual(shape(answersOf(snapshot)).slice(0, 2), ['/server_info status', '/stats ok'])
  })

  it('the 503 of /ready is its answer', async () => {
    const envoy = await start({ ...sickHandlers(), '/ready': (_q, r) => { r.statusCode = 503; r.end('PRE_INITIALIZING\n') } })
    const ready = answersOf(await collect([envoy.url], { once: true })).find(answer => answer.kind === 'ready')
    assert.equal(ready?.failure, undefined)
    assert.equal(await textOf(ready), 'PRE_INITIALIZING\n')
  })

  it('an admin that dies between the samples leaves what was read, and a failure', async () => {
    const envoy = await start(sickHandlers())
    const running = collect([envoy.url], { intervalSeconds: 0.5 })
    setTimeout(() => void envoy.close(), 250)
    const answers = answersOf(await running)
    assert.deepEqual(shape(answers), ['/server_info ok', '/stats ok', '/ready ok', '/config_dump?include_eds ok', '/stats refused'])
    assert.match(await textOf(answers[1]), /server\.uptime/)
    open.splice(0)
  })

  it('an interruption keeps what was collected and says so', async () => {
    const interruption = new AbortController()
    const envoy = await start(sickHandlers())
    const started = performance.now()
    setTimeout(() => interruption.abort(), 200)
    const snapshot = await collect([envoy.url], { intervalSeconds: 60, signal: interruption.signal })
    assert.ok(performance.now() - started < 5000)
    assert.deepEqual(shape(answersOf(snapshot)), ['/server_info ok', '/stats ok', '/ready ok', '/config_dump?include_eds ok', '/stats interrupted'])
    assert.match(snapshot.problems[0]?.message ?? '', /interrupted/)
  })

  it("a target's time is bounded over all its answers", async () => {
    const slow: Handler = (_q, response) => void setTimeout(() => response.end('x: 1\n'), 400)
    const envoy = await start({ ...sickHandlers(), '/stats': slow, '/config_dump': slow })
    const answers = answersOf(await collect([envoy.url], { once: true, deadlines: { targetSeconds: 0.6 } }))
    assert.deepEqual(shape(answers), ['/server_info ok', '/stats ok', '/ready ok', '/config_dump?include_eds timeout'])
  })

  it('a 429 is honoured once', async () => {
    const envoy = await start({ ...sickHandlers(), '/ready': (_q, r, nth) => { r.statusCode = nth === 0 ? 429 : 200; r.end('LIVE\n') } })
    const ready = answersOf(await collect([envoy.url], { once: true })).find(answer => answer.kind === 'ready')
    assert.equal(ready?.failure, undefined)
  })

  it('who is busy twice is said, and asked for its second sample all the same', async () => {
    const envoy = await start({ ...sickHandlers(), '/stats': (_q, r, nth) => { r.statusCode = nth < 2 ? 429 : 200; r.setHeader('retry-after', '2'); r.end(nth < 2 ? '' : 'server.uptime: 5\n') } })
    const samples = answersOf(await collect([envoy.url])).filter(answer => answer.kind === 'stats')
    assert.deepEqual(samples.map(answer => answer.failure?.message), ['429 Too Many Requests; asked twice, 2 s apart', undefined])
  })

  for (const wanted of ['3600', '-1', 'Wed, 21 Oct 2026 07:28:00 GMT', '1e99']) {
    it(`a retry-after of ${wanted} does not stop the run`, async () => {
      const envoy = await start({ ...sickHandlers(), '/ready': (_q, r) => { r.statusCode = 429; r.setHeader('retry-after', wanted); r.end() } })
      const begun = performance.now()
      await collect([envoy.url], { once: true })
      assert.ok(performance.now() - begun < 7000)
    })
  }

  const agent: Record<string, Handler> = {
    '/status': (_q, r) => r.end('{"healthStatus":"HEALTHY","envoyState":"LIVE"}'),
    '/stats/prometheus': (_q, r) => r.end('# TYPE a counter\na{} 1\n'),
    '*': (_q, r) => { r.statusCode = 404; r.end('404 page not found\n') },
  }
  for (const socket of [false, true]) {
    it(`the Agent is recognised by its own /status${socket ? ' over its Unix socket' : ''}, and only read`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'meshmedic-'))
      const server = await start(agent, socket ? join(folder, 'appnet_admin.sock') : undefined)
      const snapshot = await collect([server.url])
      assert.deepEqual(answersOf(snapshot).map(answer => answer.kind), ['agent_status', 'stats', 'stats'])
      assert.equal(snapshot.proxies[0]?.unreachable, undefined)
      assert.deepEqual(server.requests, ['GET /server_info', 'GET /status', 'GET /stats/prometheus', 'GET /stats/prometheus'])
      await snapshot.close()
      rmSync(folder, { recursive: true })
    })
  }

  it('an answer over the limit is kept up to it', async () => {
    const envoy = await start({ ...sickHandlers(), '/stats': (_q, r) => r.end('a: 1\n'.repeat(100_000)) })
    const stats = answersOf(await collect([envoy.url], { once: true, maxBytes: 1000 })).find(answer => answer.kind === 'stats')
    assert.equal(stats?.failure?.reason, 'too-large')
    assert.equal((await textOf(stats)).length, 1000)
  })

  it('tells how far it is', async () => {
    const steps: Progress[] = []
    const envoy = await start(sickHandlers())
    await collect([envoy.url, 'http://127.0.0.1:1'], { onProgress: step => steps.push(step) })
    assert.ok(steps.every(step => step.done < step.total && step.total === 10))
    assert.ok(steps.some(step => step.step === 'waiting for the second sample' && step.secondsLeft === 1))
    assert.deepEqual(steps.map(step => step.done), steps.map(step => step.done).sort((a, b) => a - b))
  })
})
