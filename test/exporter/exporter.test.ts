import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { sickHandlers, startFakeEnvoy, type FakeEnvoy, type Handler } from '../fake-envoy.ts'
import { parseTarget } from '../../src/http/target.ts'
import { prepareExporter, readPage, startExporter, type StartedExporter } from './start-exporter.ts'

/** Fewer rules: these tests are about the exporter, not about what is found. */
const fewRules = 'modules: {default: {rules: [connectivity/, control-plane/, tls/], timeout: 2s}}\n'

describe('exporter', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => { for (const close of closing.splice(0).reverse()) await close() })

  async function envoy(handlers: Record<string, Handler> = sickHandlers()): Promise<FakeEnvoy> {
    const fake = await startFakeEnvoy(handlers)
    closing.push(fake.close)
    return fake
  }

  async function start(configuration: string, options?: Parameters<typeof startExporter>[1]): Promise<StartedExporter> {
    const started = await startExporter(configuration, options)
    closing.push(started.close)
    return started
  }

  it('judges growth against the scrape before: unchecked at the first, a finding at the second, gone when nothing grows', async () => {
    const failures = [3, 15, 15]
    const handlers = sickHandlers()
    const base = handlers['/stats'] as Handler
    let nth = 0
    const exporter = await start(fewRules, { targets: [(await envoy({ ...handlers, '/stats': (request, response) => base(request, response, failures[nth++] === 3 ? 0 : 1) })).url] })
    const scrape = async (): Promise<Map<string, number>> => readPage((await exporter.get('/metrics')).text)
    const find = (page: Map<string, number>, pattern: RegExp): number => [...page].filter(([key]) => pattern.test(key)).reduce((sum, [, value]) => sum + value, 0)
    const [first, second, third] = [await scrape(), await scrape(), await scrape()]
    const fault = /^meshmedic_findings\{.*rule="connectivity\/upstream-connect-failure"/
    assert.equal(find(first, fault), 0)
    assert.ok(find(first, /^meshmedic_unchecked\{.*lack="second_sample"/) > 0, 'counter rules are unchecked at the first scrape')
    assert.equal(find(first, /^meshmedic_scrape_growth_seconds/), 0)
    assert.equal(find(second, fault), 1, [...second.keys()].join('\n'))
    assert.ok(find(second, /^meshmedic_scrape_growth_seconds/) > 0)
    assert.equal(find(third, fault), 0, 'a finding is a state')
    for (const page of [first, second, third]) assert.equal(find(page, /^meshmedic_up/), 1)
  })

  it('has a dead, a hanging and a dripping target down within the timeout, and no value of theirs', async () => {
    const drip: Handler = (_request, response) => {
      response.write('server.uptime: 600\n')
      const timer = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(timer))
    }
    const hanging = await envoy({ '*': () => undefined })
    const dripping = await envoy({ ...sickHandlers(), '/stats': drip })
    const well = await envoy()
    const exporter = await start(fewRules, { targets: [well.url, hanging.url, dripping.url, 'http://127.0.0.1:1'] })
    const started = performance.now()
    const { text } = await exporter.get('/metrics', { 'x-prometheus-scrape-timeout-seconds': '1' })
    assert.ok(performance.now() - started < 1500, 'in time')
    const page = readPage(text)
    assert.equal(page.get(`meshmedic_up{target="${well.url}"}`), 1)
    for (const [url, reason] of [[hanging.url, 'timeout'], [dripping.url, 'timeout'], ['http://127.0.0.1:1', 'refused']] as const) {
      assert.equal(page.get(`meshmedic_up{target="${url}"}`), 0)
      assert.equal(page.get(`meshmedic_scrape_failure{target="${url}",reason="${reason}"}`), 1)
      assert.equal([...page.keys()].filter(key => key.includes(`"${url}"`) && /_info|_findings|_checks/.test(key)).length, 0)
    }
  })

  const bodies: readonly (readonly [string, (response: ServerResponse) => void, string])[] = [
    ['dies in the middle', response => { response.writeHead(200, { 'content-length': '1000' }).write('server.uptime: 600\n', () => response.destroy()) }, 'cut'],
    ['gives too much', response => { response.end(Buffer.alloc(2 << 20, 'cluster.a.upstream_rq_total: 1\n')) }, 'too-large'],
    ['answers with an error', response => { response.writeHead(503).end('busy') }, 'status'],
    ['sends elsewhere', response => { response.writeHead(302, { location: 'http://169.254.169.254/' }).end() }, 'redirect'],
    ['gives another encoding than it can', response => { response.writeHead(200, { 'content-encoding': 'zstd' }).end('x') }, 'unreadable'],
  ]
  for (const [name, answer, reason] of bodies) {
    it(`has a target down that ${name}`, async () => {
      const fake = await envoy({ ...sickHandlers(), '/stats': (_request, response) => answer(response) })
      const exporter = await start('modules: {default: {rules: [connectivity/], timeout: 2s, max_bytes: 1048576}}', { targets: [fake.url] })
      const page = readPage((await exporter.get('/metrics')).text)
      assert.equal(page.get(`meshmedic_up{target="${fake.url}"}`), 0)
      assert.equal(page.get(`meshmedic_scrape_failure{target="${fake.url}",reason="${reason}"}`), 1, [...page.keys()].join('\n'))
    })
  }

  it('reads a proxy once however many ask at the same time', async () => {
    const fake = await envoy()
    const exporter = await start(fewRules, { targets: [fake.url] })
    const replies = await Promise.all(Array.from({ length: 1000 }, (_, i) => exporter.get(i % 2 === 0 ? '/metrics' : `/probe?target=${fake.url}`)))
    assert.ok(replies.every(reply => reply.status === 200 && reply.text.includes('meshmedic_up')))
    const reads = fake.requests.filter(request => request === 'GET /stats').length
    assert.ok(reads < 500, `${reads} reads for 1,000 scrapes`)
    const direct = await prepareExporter(fewRules)
    const target = parseTarget(fake.url)
    const before = fake.requests.length
    const scraped = await Promise.all(Array.from({ length: 1000 }, () => direct.scrape(target, 'default', 5)))
    assert.equal(new Set(scraped).size, 1)
    assert.equal(fake.requests.slice(before).filter(request => request === 'GET /stats').length, 1)
  })

  it('a restarted proxy gives totals, and nothing negative or found', async () => {
    let uptime = 600
    const fake = await envoy({ ...sickHandlers(), '/stats': (_request, response) => {
      response.end(`server.uptime: ${uptime}\nserver.live: 1\ncluster_manager.active_clusters: 1\ncluster.orders.upstream_cx_connect_fail: ${uptime}\ncluster.orders.upstream_cx_total: ${uptime}\ncluster.orders.outlier_detection.ejections_enforced_total: ${uptime}\n`)
      uptime = 3
    } })
    const exporter = await start(fewRules, { targets: [fake.url] })
    await exporter.get('/metrics')
    const page = readPage((await exporter.get('/metrics')).text)
    assert.equal(page.get(`meshmedic_cluster_ejections_total{target="${fake.url}",cluster="orders"}`), 3)
    assert.equal(page.has(`meshmedic_scrape_growth_seconds{target="${fake.url}"}`), false)
    assert.ok([...page].filter(([key]) => key.includes('target="')).every(([, value]) => value >= 0))
    assert.equal([...page.keys()].filter(key => key.startsWith('meshmedic_findings') && key.includes('connect-failure')).length, 0)
  })

  it('bounds the series of a target and says how many are left out', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `cluster.c${i}.outlier_detection.ejections_enforced_total: 1`)
    const fake = await envoy({ ...sickHandlers(), '/stats': (_request, response) => response.end(`server.uptime: 1\nserver.live: 1\ncluster_manager.active_clusters: 1\n${lines.join('\n')}\n`) })
    const exporter = await start('modules: {default: {rules: [connectivity/], max_series: 100}}', { targets: [fake.url] })
    const page = readPage((await exporter.get('/metrics')).text)
    const mine = [...page.keys()].filter(key => key.includes('target="'))
    assert.equal(mine.length, 100)
    assert.ok((page.get(`meshmedic_scrape_series_dropped{target="${fake.url}"}`) ?? 0) >= 900)
    assert.equal(page.get(`meshmedic_up{target="${fake.url}"}`), 1, 'what matters most comes first')
  })

  it('shows hostile names escaped, in one line each', async () => {
    const hostile = 'a"} 1\\nmeshmedic_up{target=\\"x'
    const fake = await envoy({ ...sickHandlers(), '/certs': (_request, response) => response.end(JSON.stringify({ certificates: [{ cert_chain: [{
      path: 'evil"\n# TYPE x counter\n\\', serial_number: '\ud800', subject_alt_names: [{ dns: hostile }], valid_from: '2026-01-01T00:00:00Z', expiration_time: '2027-01-01T00:00:00Z',
    }] }] })) })
    const exporter = await start(fewRules, { targets: [fake.url] })
    const { text } = await exporter.get('/metrics')
    const line = text.split('\n').find(one => one.startsWith('meshmedic_certificate_not_after')) ?? ''
    assert.match(line, /^meshmedic_certificate_not_after_timestamp_seconds\{target="[^"]*",role="chain",serial="\ufffd",san="a\\"\} 1\\\\nmeshmedic_up\{target=\\\\\\"x",path="evil\\"\\n# TYPE x counter\\n\\\\"\} 1798761600$/)
    assert.equal(text.split('\n').filter(one => one.startsWith('# TYPE x')).length, 0)
  })

  it('probes configured and allowed targets only, and says why not', async () => {
    const fake = await envoy()
    const port = new URL(fake.url).port
    const exporter = await start(`${fewRules}probe: {allow: ["127.0.0.0/8:${port}", "*.test:${port}"]}`)
    const probe = (query: string): ReturnType<StartedExporter['get']> => exporter.get(`/probe?${query}`)
    const allowed = await probe(`target=${fake.url}`)
    assert.equal(allowed.status, 200)
    assert.match(allowed.text, /^meshmedic_up 1$/m)
    assert.doesNotMatch(allowed.text, /process_cpu/, "a probe's page is the target's alone")
    const table: readonly (readonly [string, number, RegExp])[] = [
      ['', 400, /parameter target is missing/], [`target=${fake.url}&module=x`, 400, /no module "x"; there are default, narrow/], ['target=ftp://x', 400, /ftp/],
      ['target=127.0.0.1:1', 403, /neither a configured target nor in probe.allow/], [`target=http://127.0.0.1:${port}/secret`, 403, /a path is read only/],
      ['target=unix:/var/run/docker.sock', 403, /Unix socket/], [`target=http://169.254.169.254:${port}`, 403, /is link-local/],
      [`target=http://[::ffff:a9fe:a9fe]:${port}`, 403, /is link-local/], [`target=http://2852039166:${port}`, 403, /is link-local/], [`target=http://0xa9.254.43518:${port}`, 403, /is link-local/],
      [`target=http://100.100.100.200:${port}`, 403, /metadata/], [`target=http://[fd00:ec2::254]:${port}`, 403, /metadata/],
    ]
    for (const [query, status, expected] of table) {
      const reply = await probe(query)
      assert.equal(reply.status, status, query)
      assert.match(reply.text, expected)
    }
  })

  it('explains a probe', async () => {
    const fake = await envoy()
    const exporter = await start(fewRules, { targets: [fake.url] })
    await exporter.get('/metrics')
    const { text } = await exporter.get(`/probe?target=${fake.url}&debug=true`)
    for (const expected of [/^The target is up\.$/m, /\/config_dump\?include_eds/, /^Diagnosis:$/m, /upstream-connect-failure/, /^meshmedic_up 1$/m]) assert.match(text, expected)
  })

  it('narrows what it asks by what is read, and knows what the narrowed page leaves out', async () => {
    const fake = await envoy()
    const exporter = await start(`module: narrow\nprobe: {allow: ["127.0.0.1:${new URL(fake.url).port}"]}`, { targets: [fake.url] })
    const page = readPage((await exporter.get('/metrics')).text)
    assert.deepEqual(fake.requests.map(request => /^GET \/\w+(?:\?usedonly&filter=)?/.exec(request)?.[0]).sort(), ['GET /certs', 'GET /server_info', 'GET /stats?usedonly&filter='])
    assert.equal(page.get(`meshmedic_up{target="${fake.url}"}`), 1)
    assert.equal([...page.keys()].some(key => key.includes('lack="stat"')), false, 'the filter lets everything through that is read')
  })
})
