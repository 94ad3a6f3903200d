import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { EvidenceKind } from '../../../../src/evidence/kinds.ts'
import type { AdminLogPart } from '../../../../src/evidence/parts.ts'
import type { Problem } from '../../../../src/evidence/problem.ts'
import { readAdminLog } from '../../../../src/sources/envoy-admin/admin-log/read-admin-log.ts'
import { sniffAdminLog } from '../../../../src/sources/envoy-admin/admin-log/sniff-admin-log.ts'
import { sniffKind } from '../../../../src/sources/sniff.ts'

// As Envoy 1.40 wrote them, but for the times.
const call = (time: string, request: string, code = 200, forwarded = '10.0.0.9'): string =>
  `[2026-11-20T${time}Z] "${request} HTTP/1.1" ${code} - 0 3 0 - "${forwarded}" "curl/7.88.1" "-" "localhost:9901" "-"`
const traffic = (request: string, upstream = '10.0.0.7:8080', id = '0b6c2f3e-9f3a'): string =>
  `[2026-11-20T11:02:03.120Z] "${request} HTTP/1.1" 200 - 0 3 0 1 "10.0.0.1" "curl/8" "${id}" "orders.local" "${upstream}"`

interface File { kind: EvidenceKind, text: string, source?: string, bytes?: number }

async function read(...files: readonly File[]): Promise<{ log: AdminLogPart | undefined, said: string }> {
  const problems: Problem[] = []
  const log = await readAdminLog(files.map(({ kind, text, source = 'admin.log', bytes = text.length }) => ({
    kind, source, query: undefined, readAt: undefined, readAtFrom: undefined, bytes, failure: undefined,
    open: async function* () {
      await Promise.resolve()
      const all = Buffer.from(text)
      for (let at = 0; at < all.length; at += 77) yield all.subarray(at, at + 77)
    },
  })), problems)
  return { log, said: problems.map(problem => `${problem.source}:${problem.line ?? ''} ${problem.message}`).join('\n') }
}

const own = (...lines: readonly string[]): File => ({ kind: 'admin_log', text: lines.join('\n') })

describe('the access log of the admin interface', () => {
  it('who failed the health check, from where and when; reads are counted', async () => {
    const { log, said } = await read(own(call('11:00:00.000', 'GET /stats?usedonly'), call('11:00:01.000', 'GET /'), call('11:00:02.000', 'POST /healthcheck/fail')))
    assert.equal(said, '')
    assert.equal(log?.reads, 2)
    assert.deepEqual(log.calls, [{
      action: '/healthcheck/fail', query: undefined, method: 'POST', code: 200, done: true, caller: '10.0.0.9', userAgent: 'curl/7.88.1', count: 1,
      first: new Date('2026-11-20T11:00:02.000Z'), last: new Date('2026-11-20T11:00:02.000Z'), standing: true,
    }])
    assert.equal(log.from, Date.parse('2026-11-20T11:00:00.000Z'))
  })

  it('a refused call is no change', async () => {
    const { log } = await read(own(call('11:00:00.000', 'GET /quitquitquit', 405)))
    assert.deepEqual(log?.calls.map(({ action, done, standing }) => ({ action, done, standing })), [{ action: '/quitquitquit', done: false, standing: false }])
  })

  it('a later /healthcheck/ok ends /healthcheck/fail, an earlier one does not', async () => {
    const failed = async (...lines: readonly string[]): Promise<boolean | undefined> => (await read(own(...lines))).log?.calls.find(({ action }) => action === '/healthcheck/fail')?.standing
    assert.equal(await failed(call('11:00:00.000', 'POST /healthcheck/fail'), call('11:00:05.000', 'POST /healthcheck/ok')), false)
    assert.equal(await failed(call('11:00:00.000', 'POST /healthcheck/ok'), call('11:00:05.000', 'POST /healthcheck/fail')), true)
    assert.equal(await failed(call('11:00:00.000', 'POST /healthcheck/fail'), call('11:00:05.000', 'POST /healthcheck/ok', 405)), true)
  })

  it('equal calls are one group with the last query; a header that the caller sent is not its address', async () => {
    const { log } = await read(own(call('11:00:00.000', 'POST /logging?level=debug', 200, '6.6.6.6,10.0.0.9'), call('11:00:09.000', 'POST /logging?level=info')))
    assert.deepEqual(log?.calls.map(({ action, query, caller, count }) => ({ action, query, caller, count })), [{ action: '/logging', query: 'level=info', caller: '10.0.0.9', count: 2 }])
  })

  it('the newest comes first', async () => {
    const { log } = await read(own(call('11:00:00.000', 'POST /reset_counters'), call('11:00:09.000', 'POST /quitquitquit'), call('11:00:05.000', 'POST /drain_listeners?graceful')))
    assert.deepEqual(log?.calls.map(({ action }) => action), ['/quitquitquit', '/drain_listeners', '/reset_counters'])
  })

  it('callers without number stay within bounds, and that is said', async () => {
    const { log, said } = await read(own(...Array.from({ length: 700 }, (_, i) => call('11:00:00.000', 'POST /healthcheck/fail', 200, `10.0.${i >> 8}.${i & 255}`))))
    assert.equal(log?.calls.length, 500)
    assert.match(said, /200 calls .* left out/)
  })

  it('lines of another form are named with the first of them; endless ones are skipped', async () => {
    const { log, said } = await read(own(call('11:00:00.000', 'POST /healthcheck/fail'), 'hello', '[cut', `"${'x'.repeat(200_000)}`, call('11:00:01.000', 'GET /stats')))
    assert.equal(log?.reads, 1)
    assert.match(said, /admin\.log:2 2 lines are not in Envoy's default format/)
    assert.match(said, /1 line is longer than 64 KiB and was skipped/)
  })

  for (const [name, wrap] of [
    ['Windows line ends', (line: string) => `${line}\r`], ['containerd', (line: string) => `2026-11-20T11:00:00.1Z stdout F ${line}`],
    ['Docker', (line: string) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-20T11:00:00Z' })], ['compose', (line: string) => `envoy-1  | ${line}`],
  ] as const) {
    it(`reads what ${name} puts around lines`, async () => {
      const { log, said } = await read(own(wrap(call('11:00:00.000', 'POST /drain_listeners'))))
      assert.equal(log?.calls[0]?.caller, '10.0.0.9')
      assert.equal(said, '')
    })
  }

  it('a log that mixes it with traffic gives its changes, and no application is taken for it', async () => {
    const mixed = (...lines: readonly string[]): File => ({ kind: 'access_log', text: lines.join('\n'), source: 'pod.log' })
    const { log } = await read(mixed(traffic('GET /a'), call('11:00:02.000', 'POST /healthcheck/fail'), '[2026-11-20 11:02:03.120][17][info][main] [source/x:1] x', call('11:00:03.000', 'GET /stats')))
    assert.deepEqual(log?.calls.map(({ action }) => action), ['/healthcheck/fail'])
    assert.equal((await read(mixed(traffic('POST /quitquitquit'), traffic('POST /healthcheck/fail', '-'), traffic('POST /x?y=/healthcheck/fail', '-', '-')))).log, undefined)
  })

  it('says nothing of a log of traffic without such calls, nor of a very large one', async () => {
    assert.equal((await read({ kind: 'process_log', text: 'x' })).log, undefined)
    assert.equal((await read({ kind: 'access_log', text: call('11:00:02.000', 'POST /healthcheck/fail'), bytes: 2 ** 31 })).log, undefined)
  })

  it('a copy is not counted twice, a rotated file is', async () => {
    const day = own(call('11:00:00.000', 'POST /reset_counters'), call('11:00:09.000', 'POST /reset_counters'))
    const twice = await read(day, { ...day, source: 'copy.log' })
    assert.equal(twice.log?.calls[0]?.count, 2)
    assert.match(twice.said, /cover the same time/)
    const rotated = await read(day, { ...own(call('12:00:00.000', 'POST /reset_counters')), source: 'next.log' })
    assert.equal(rotated.log?.calls[0]?.count, 3)
  })

  it('is told from a log of traffic', () => {
    assert.equal(sniffKind(`${call('11:00:00.000', 'GET /stats/prometheus')}\n${call('11:00:00.000', 'GET /nothing', 404)}\n`), 'admin_log')
    assert.equal(sniffKind(`${call('11:00:00.000', 'GET /')}\r\n${call('11:00:00.000', 'POST /healthcheck/fail')}\r\n`), 'admin_log')
    assert.equal(sniffKind(`${traffic('GET /stats')}\n${traffic('GET /ready')}\n`), 'access_log', 'an application has such paths too')
    assert.equal(sniffKind(`${traffic('GET /ready', '-')}\n`), 'access_log', "a sidecar's own health check filter answers without an upstream")
    assert.equal(sniffKind(`${call('11:00:00.000', 'GET /stats')}\n${traffic('GET /a')}\n`), 'access_log', 'both')
    assert.equal(sniffAdminLog(''), undefined)
  })

  it('never throws', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.constant(call('11:00:00.000', 'POST /healthcheck/fail')), fc.integer({ min: 0, max: 120 }).map(cut => call('11:00:00.000', 'POST /quitquitquit').slice(0, cut)))), async lines => {
      const { log } = await read(own(...lines))
      assert.ok(log === undefined || log.calls.length <= 2)
    }))
  })
})
