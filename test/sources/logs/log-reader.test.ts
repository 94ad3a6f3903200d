import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Problem } from '../../../src/evidence/problem.ts'
import { LogReader, type ReadLog } from '../../../src/sources/logs/log-reader.ts'
import { readLogs } from '../../../src/sources/logs/read-logs.ts'
import { sniffLog } from '../../../src/sources/logs/sniff.ts'

const start = Date.UTC(2026, 10, 20, 11, 0, 0)
const processLine = '[2026-11-20 11:02:03.120][17][warning][config] [x.h:152] StreamAggregatedResources gRPC config stream to ads closed: 14, x'

interface Said { seconds: number, code: number, flags: string, agent: string, path: string, upstream: string, duration: number, method: string }

function access(said: Partial<Said> = {}): string {
  const { seconds, code, flags, agent, path, upstream, duration, method } = {
    seconds: 1, code: 200, flags: '-', agent: 'curl/8', path: '/pay?x=1', upstream: '10.0.0.7:8080', duration: 7, method: 'GET', ...said,
  }
  return `[${new Date(start + seconds * 1000).toISOString()}] "${method} ${path} HTTP/1.1" ${code} ${flags} 0 19 ${duration} - "-" "${agent}" "a1b2" "orders.shop.local" "${upstream}"`
}

function read(text: string | Uint8Array, options: { nowSeconds?: number, formats?: string[], step?: number } = {}): ReadLog & { problems: Problem[] } {
  const problems: Problem[] = []
  const reader = new LogReader({ source: 'log', nowSeconds: 300, ...options, problems })
  const bytes = Buffer.from(text)
  const step = options.step ?? bytes.length
  for (let at = 0; at < bytes.length; at += step) reader.write(bytes.subarray(at, at + step))
  return { ...reader.end(), problems }
}

describe('log reader', () => {
  it('groups equal lines, keeps health checks apart, and says what it could not read', () => {
    const { access: summary, problems } = read([
      access({ code: 503, flags: 'UF', duration: 7 }), access({ code: 503, flags: 'UF', duration: 9 }), access(), access({ agent: 'Envoy/HC' }),
      access().slice(0, -20), access().slice(0, -30),
    ].join('\n'))
    assert.deepEqual(summary?.recent.map(group => [group.code, group.flags, group.count, group.p50, group.p99]), [[503, 'UF', 2, 7, 9], [200, '', 1, 7, 7]])
    assert.deepEqual([summary.healthChecks, summary.parsed, summary.unparsed], [1, 4, 2])
    assert.deepEqual(problems.map(({ line, message }) => [line, message.replace(/ .*/, '')]), [[5, '1'], [6, '1']])
  })

  it('a notable request keeps all it says, a good one only where it went', () => {
    const { access: summary } = read([access({ code: 404, flags: 'NR', upstream: '-', path: '/orders/123/items?x=1' }), access()].join('\n'))
    const [bad, good] = [...summary?.recent ?? []].sort((a, b) => b.code - a.code)
    assert.deepEqual([bad?.method, bad?.path, bad?.authority, bad?.upstream], ['GET', '/orders/*/items', 'orders.shop.local', undefined])
    assert.deepEqual([good?.method, good?.path, good?.authority, good?.upstream], ['', '', 'orders.shop.local', '10.0.0.7:8080'])
  })

  it('only the end of a log is now, and the window says where it begins', () => {
    const { access: summary } = read([access({ seconds: 0, code: 503, flags: 'UF' }), access({ seconds: 399 }), access({ seconds: 400 })].join('\n'))
    assert.deepEqual([summary?.recent.map(group => [group.code, group.count]), summary?.earlier.map(group => [group.code, group.count])], [[[200, 2]], [[503, 1]]])
    const now = summary?.now ?? { from: 0, to: 0 }
    assert.equal(now.to, start + 400_000)
    assert.ok(now.from >= start + 100_000 && now.from <= start + 115_000)
  })

  it('a clock that goes backwards moves nothing into now', () => {
    const { access: summary } = read([access({ seconds: 4_000 }), access({ seconds: 0, code: 503, flags: 'UF' }), access({ seconds: 4_001 })].join('\n'))
    assert.deepEqual([summary?.recent.length, summary?.earlier.length, summary?.from, summary?.to], [1, 1, start, start + 4_001_000])
  })

  it('counts requests with short answers that passed their time outside the wait for the upstream, and the mean of it', () => {
    const line = (code: number, sent: number, duration: number, service: string): string =>
      `[2026-11-20T11:02:03.120Z] "GET / HTTP/1.1" ${code} - 0 ${sent} ${duration} ${service} "-" "curl/8" "a1" "orders.shop" "10.0.0.7:8080"`
    const delays = (...lines: string[]): unknown[] => read(lines.join('\n')).access?.recent.map(group => [group.delayed, group.meanDelay]) ?? []
    assert.deepEqual(delays(line(200, 9, 400, '100'), line(200, 9, 600, '100'), line(200, 9, 150, '100')), [[2, 400]])
    for (const quiet of [line(200, 9, 400, '390'), line(200, 70_000, 400, '1'), line(200, 9, 16_000, '1'), line(101, 9, 400, '1'), line(504, 9, 400, '-')]) {
      assert.deepEqual(delays(quiet), [[0, 0]], quiet)
    }
  })

  it('durations near 15 s and 300 s are kept', () => {
    const durations = [15_000, 15_003, 300_001, 20_000, 7]
    const { access: summary } = read(durations.map(duration => access({ duration })).join('\n'))
    assert.deepEqual([summary?.recent[0]?.near15s, summary?.recent[0]?.near300s], [2, 1])
  })

  it('one file feeds both summaries, and is recognised', () => {
    const both = read(`${processLine}\n${access()}\n`)
    assert.deepEqual([both.access?.parsed, both.process?.streamCloses.length], [1, 1])
    assert.equal(sniffLog(`${processLine}\n${access()}\n`), 'access_log')
  })

  const json = (text: string): string => JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: '2026-11-20T11:00:01.5Z' })
  const wrappers: [string, (line: string) => string][] = [
    ['Kubernetes', line => `2026-11-20T11:00:01.500000000Z stdout F ${line}`],
    ['Kubernetes with an offset', line => `2026-11-20T11:00:01.500000000+02:00 stderr F ${line}`],
    ['Docker', json],
    ['Docker on Kubernetes with a byte order mark', line => `\ufeff${line}`],
    ['docker compose', line => `envoy-1  | ${line}`],
    ['kubectl --prefix', line => `[pod/orders-5f/envoy] ${line}`],
    ['kubectl --timestamps', line => `2026-11-20T11:00:01.500000000Z ${line}`],
    ['stern', line => `orders-5f envoy ${line}`],
    ['aws logs tail', line => `2026-11-20T11:00:01.500000+00:00 ecs/envoy/0123 ${line}`],
    ['a CloudWatch export', line => `1795172401500,"${line.replaceAll('"', '""')}"`],
    ['a table copied from the console', line => `| 1795172401500 | ${line} |`],
    ['an answer of aws logs', line => `            "message": ${JSON.stringify(line)},`],
    ['a compact answer of aws logs', line => `{"events":[{"timestamp":1795172401500,"message":${JSON.stringify(`${line}\n`)},"ingestionTime":1}]}`],
    ['a shipper', line => JSON.stringify({ stream: 'stdout', message: line })],
    ['CRLF', line => `${line}\r`],
    ['CRLF inside Docker', line => json(`${line}\r`)],
  ]
  for (const [name, wrap] of wrappers) {
    it(`takes off what ${name} puts around lines`, () => {
      const lines = [processLine, access({ code: 503, flags: 'URX,UF' }), access(), access({ agent: 'say "hi" twice' })]
      const wrapped = read(lines.map(wrap).join('\n'))
      const plain = read(lines.join('\n'))
      assert.equal(plain.access?.parsed, 3)
      assert.deepEqual(wrapped.access, plain.access)
      assert.deepEqual(wrapped.process, plain.process)
      assert.deepEqual(wrapped.problems, [])
      assert.equal(sniffLog(lines.map(wrap).join('\n')), 'access_log')
    })
  }

  it('joins what Kubernetes and Docker cut in pieces', () => {
    const line = access({ code: 503, flags: 'UF', path: `/${'x'.repeat(200)}` })
    const [a, b] = [line.slice(0, 100), line.slice(100)]
    const cri = `2026-11-20T11:00:01.5Z stdout P ${a}\n2026-11-20T11:00:01.5Z stdout F ${b}\n`
    const docker = `${JSON.stringify({ log: a, stream: 'stdout' })}\n${json(b)}\n`
    for (const text of [cri, docker]) assert.deepEqual(read(text).access?.recent, read(line).access?.recent)
  })

  it('names the line of what it could not read, also inside a wrapper', () => {
    const lines = [access(), access(), access().slice(0, 40), access()]
    assert.deepEqual(read(`${lines.map(json).join('\n')}\n`).problems.map(problem => problem.line), [3])
  })

  it('reads configured formats beside the default, and JSON by what its keys are called', () => {
    const formats = ['%RESPONSE_CODE% %RESPONSE_FLAGS% took %DURATION%ms for %REQ(:AUTHORITY)% at %START_TIME(%s.%3f)%\n']
    const custom = `503 UF took 9ms for orders.shop.local at ${(start + 2_000) / 1000}.250`
    const object = JSON.stringify({ start_time: new Date(start + 3_000).toISOString(), response_code: 504, response_flags: 'UT', duration: 15_000, method: 'POST', ':authority': 'a.b' })
    const { access: summary } = read([access(), custom, object, custom, object].join('\n'), { formats })
    assert.deepEqual(summary?.recent.map(group => [group.code, group.flags, group.authority, group.count, group.p50]), [
      [503, 'UF', 'orders.shop.local', 2, 9], [504, 'UT', 'a.b', 2, 15_000], [200, '', 'orders.shop.local', 1, 7],
    ].sort((a, b) => Number(b[3]) - Number(a[3])))
    assert.equal(summary.to, start + 3_000)
  })

  it('a configured format that cannot be used is said, and the known ones still work', () => {
    const { access: summary, problems } = read(access(), { formats: ['%RESPONSE_CODEX%\n'] })
    assert.equal(summary?.parsed, 1)
    assert.match(problems[0]?.message ?? '', /RESPONSE_CODEX/)
  })

  it('bounded groups: what is folded is counted, nothing is lost', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => access({ code: 503, flags: 'UF', upstream: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}:80` }))
    const { access: summary } = read(lines.join('\n'))
    const total = summary?.recent.reduce((sum, group) => sum + group.count, 0)
    assert.equal(total, 20_000)
    assert.ok((summary?.recent.length ?? 0) < 12_000)
    assert.ok((summary?.folded.recent ?? 0) > 0)
  })

  it('chunks anywhere give the same, and no bytes throw', () => {
    const text = Array.from({ length: 20 }, (_, i) => i % 7 === 0 ? processLine : access({ seconds: i, code: i % 3 === 0 ? 503 : 200 })).join('\n')
    const { access: whole, process } = read(text)
    for (const step of [1, 2, 7, 100, 1000]) assert.deepEqual([read(text, { step }).access, read(text, { step }).process], [whole, process])
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), bytes => { read(bytes, { step: 7 }) }))
  })

  it('an endless line is skipped and said; the rest is read', () => {
    const { access: summary, problems } = read(`${'x'.repeat(3 << 20)}\n${access()}\n`, { step: 1 << 16 })
    assert.equal(summary?.parsed, 1)
    assert.deepEqual(problems.map(({ line, message }) => [line, /1 MiB/.test(message)]), [[1, true]])
  })
})

describe('logs of one proxy', () => {
  const file = (source: string, lines: readonly string[]): Parameters<typeof readLogs>[0][number] => ({
    kind: 'access_log', source, query: undefined, readAt: undefined, readAtFrom: undefined, bytes: undefined, failure: undefined,
    open: async function* () { await Promise.resolve(); yield Buffer.from(lines.join('\n')) },
  })

  it('rotated files are one log, in any order', async () => {
    const problems: Problem[] = []
    const old = file('a.log.1', [access({ seconds: 0, code: 503, flags: 'UF' }), access({ seconds: 100 })])
    const young = file('a.log', [access({ seconds: 400 }), access({ seconds: 401 })])
    const whole = read([access({ seconds: 0, code: 503, flags: 'UF' }), access({ seconds: 100 }), access({ seconds: 400 }), access({ seconds: 401 })].join('\n')).access
    for (const files of [[old, young], [young, old]]) {
      const joined = (await readLogs(files, { nowSeconds: 300, formats: [] }, problems)).access
      assert.deepEqual({ ...joined, source: 'log' }, whole)
    }
    assert.deepEqual(problems, [])
  })

  it('two files of the same time are not added up', async () => {
    const problems: Problem[] = []
    const lines = [access({ seconds: 0 }), access({ seconds: 100 })]
    const { access: summary } = await readLogs([file('a', lines), file('b', [...lines, access({ seconds: 101 })])], { nowSeconds: 300, formats: [] }, problems)
    assert.deepEqual([summary?.parsed, summary?.source, problems.length, problems[0]?.source], [3, 'b', 1, 'a'])
  })
})

describe('recognising a log', () => {
  it('knows the kinds', () => {
    assert.equal(sniffLog(access()), 'access_log')
    assert.equal(sniffLog(`${processLine}\n`.repeat(3)), 'process_log')
    assert.equal(sniffLog(JSON.stringify({ start_time: '2026-11-20T11:00:00Z', response_code: 200, response_flags: '-', method: 'GET' })), 'access_log')
    assert.equal(sniffLog('hello\nworld\n'), undefined)
    assert.equal(sniffLog('{"virtualNode":{"status":{"status":"ACTIVE"},"spec":{"path":"/x","method":"GET"}}}'), undefined)
    assert.equal(sniffLog(''), undefined)
  })
})
