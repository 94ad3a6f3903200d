import type { EvidenceKind } from '../../src/evidence/kinds.ts'
import type { Problem } from '../../src/evidence/problem.ts'
import type { Answer } from '../../src/snapshot/snapshot.ts'
import { isAdminPath } from '../../src/sources/envoy-admin/admin-log/admin-paths.ts'
import { readAdminLog } from '../../src/sources/envoy-admin/admin-log/read-admin-log.ts'
import { sniffAdminLog } from '../../src/sources/envoy-admin/admin-log/sniff-admin-log.ts'
import { cutUp, demandSame, show } from '../cut.ts'
import { sayCount, sayProblems } from '../outcome.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const asAnswer = (kind: EvidenceKind, pieces: readonly Uint8Array[], bytes: number): Answer => ({
  kind, source: 'log', query: undefined, readAt: undefined, readAtFrom: undefined, bytes, failure: undefined,
  open: async function* () {
    await Promise.resolve()
    yield* pieces
  },
})

async function read(kind: EvidenceKind, pieces: readonly Uint8Array[], bytes: number): Promise<{ shown: string, said: string }> {
  const problems: Problem[] = []
  const log = await readAdminLog([asAnswer(kind, pieces, bytes)], problems)
  for (const { action, count, code, first, last, done, standing } of log?.calls ?? []) {
    demand(isAdminPath(action), () => `${action.slice(0, 40)} changes nothing, and stands among what does`)
    demand(count > 0 && Number.isInteger(code) && done === (code === 200) && (done || !standing), 'a call has a count, a code or an end that is none')
    demand((first?.getTime() ?? 0) <= (last?.getTime() ?? 0), 'a call ends before it begins')
  }
  demand((log?.reads ?? 0) >= 0 && (log?.from ?? 0) <= (log?.to ?? Infinity), 'a log ends before it begins')
  return { shown: show([log, problems]), said: `${sayCount(log?.reads ?? 0)} ${sayCount(log?.calls.length ?? 0)}${sayProblems(problems)}` }
}

const line = '[2026-11-20T11:02:17.000Z] "POST /healthcheck/fail HTTP/1.1" 200 - 0 3 0 - "10.0.0.9" "curl/8" "-" "localhost:9901" "-"'

/** The access log of the admin interface, alone and within a log of traffic. */
export const adminLog: Target = {
  name: 'admin-log', inputs: 400_000,
  words: [line, '"POST /quitquitquit HTTP/1.1"', '"GET /stats?x=1 HTTP/1.1"', '/healthcheck/ok', '/drain_listeners?graceful', ' 200 - 0 3 0 - ', ' 405 - ', '"10.0.0.1,10.0.0.2"', '{"log":"', 'stdout F ', '[2026-13-20T25:02:17.000Z]'],
  seeds: () => toBytes([
    `${line}\n${line.replace('fail', 'ok').replace(':17.', ':19.')}\n`, `${line.replace('POST /healthcheck/fail', 'GET /stats')}\n${line.replace(' 200 ', ' 405 ')}\n`,
    `${JSON.stringify({ log: `${line}\n`, stream: 'stdout' })}\n`, `2026-11-20T11:02:17.000000000Z stdout F ${line.replace('/healthcheck/fail', '/logging?level=debug')}\n`,
    '[2026-11-20T11:02:17.000Z] "POST /logging HTTP/1.1" 503 UF 0 19 7 - "-" "curl/8" "a1b2" "orders.shop.local" "10.0.0.7:8080"\n',
  ]),
  run: async (input, random) => {
    const kind = sniffAdminLog(Buffer.from(input).toString('latin1')) ?? random.of(['admin_log', 'access_log', 'process_log'] as const)
    const { shown, said } = await read(kind, [input], input.length)
    if (random.once(8)) demandSame(shown, (await read(kind, cutUp(input, random), input.length)).shown)
    return `${kind} ${said}`
  },
}
