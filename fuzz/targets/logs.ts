import type { Problem } from '../../src/evidence/problem.ts'
import { LogReader } from '../../src/sources/logs/log-reader.ts'
import { cutUp, demandSame, feed, show } from '../cut.ts'
import type { Random } from '../random.ts'
import { sayCount, sayProblems } from '../outcome.ts'
import { pickLines, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

/** Reads a log and looks whether its counts agree. */
export function readLog(pieces: readonly Uint8Array[], formats: readonly string[]): { shown: string, said: string } {
  const problems: Problem[] = []
  const reader = new LogReader({ source: 'log', formats, nowSeconds: 300, problems })
  feed(pieces, piece => reader.write(piece))
  const { access, process } = reader.end()
  if (access !== undefined) {
    const { parsed, unparsed, healthChecks, recent, earlier, folded, from, to, now } = access
    const counted = [...recent, ...earlier].reduce((sum, group) => sum + group.count, healthChecks + folded.recent + folded.earlier)
    demand(counted <= parsed && parsed + unparsed > 0, `${counted} requests stand in groups, of ${parsed} lines`)
    demand(from <= to && now.from <= now.to, 'a log ends before it begins')
    demand([...recent, ...earlier].every(group => Number.isFinite(group.code) && group.count > 0), 'a group has a code or count that is none')
  }
  return {
    shown: show([access, process, problems]),
    said: `${access === undefined ? '' : `a${sayCount(access.parsed)},${sayCount(access.unparsed)},${sayCount(access.recent.length)}`} ${process === undefined ? '' : `p${sayCount(process.lines)},${sayCount(process.streamCloses.length)},${sayCount(process.rejections.length)},${sayCount(process.tlsErrors.length)},${process.notices.map(notice => notice.kind).join()}`}${sayProblems(problems)}`,
  }
}

function run(input: Uint8Array, random: Random): string {
  const { shown, said } = readLog([input], [])
  if (random.once(8)) demandSame(shown, readLog(cutUp(input, random), []).shown)
  return said
}

const line = '[2026-11-20T11:02:17.000Z] "GET /pay?x=1 HTTP/1.1" 503 UF 0 19 7 - "-" "curl/8" "a1b2" "orders.shop.local" "10.0.0.7:8080"'
export const accessLog: Target = {
  name: 'access-log', inputs: 105_000, run, longest: 48 * 1024,
  words: ['[2026-11-20T11:02:17.000Z] ', '"GET / HTTP/1.1" ', ' 503 UF ', ' - ', '"-"', 'Envoy/HC', 'stdout F ', 'stdout P ', 'checkout-1  | ', '{"log":"', '[pod/a/envoy] ', '1e9', '2026-02-31T25:61:61.999Z'],
  seeds: () => toBytes([
    ...pickLines('tls-upstream-san-mismatch/checkout/access.log', 2, 3), ...pickLines('connectivity-no-route/checkout/access.log', 2, 2), `${line}\n${line}\n`,
    `2026-11-20T11:02:17.000000000Z stdout P ${line.slice(0, 40)}\n2026-11-20T11:02:17.000000000Z stdout F ${line.slice(40)}\n`,
    `envoy-1  | ${line}\n[pod/checkout/envoy] ${line}\n${JSON.stringify({ log: `${line}\n`, stream: 'stdout' })}\n`,
    `${JSON.stringify({ events: [{ message: line }, { message: line }] })}\n`, `"a","${line.replaceAll('"', '""')}"\n`, `| 1 | ${line} |\n`,
    '[2026-11-20T11:02:17.000Z] "GET /pay HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - "-" "curl" "id" "a" "-" outbound|80||a - 10.0.0.1:80 10.0.0.2:1 - default\n',
  ]),
}

const object = { start_time: '2026-11-20T11:02:17.000Z', method: 'GET', path: '/x', protocol: 'HTTP/1.1', response_code: 503, response_flags: 'UF', duration: 7, upstream_host: '10.0.0.7:80', authority: 'a' }
export const jsonLog: Target = {
  name: 'json-log', inputs: 105_000, run, longest: 32 * 1024,
  words: ['"response_code":', '"start_time":"', '"response_flags":"UF"', '"level":"warning"', '"message":"', '"log":"', '{"a":{', '"duration":', '":null', '\\u0041', '"__proto__":'],
  seeds: () => toBytes([
    `${JSON.stringify(object)}\n${JSON.stringify(object)}\n`, `${JSON.stringify({ ...object, extra: { a: [1, { b: null }] }, response_code: '200' })}\n`, JSON.stringify({ ...object, start_time: 1.7e9 }),
    `${JSON.stringify({ level: 'warning', time: '2026-11-20 11:02:03.120', message: 'gRPC config stream to ads closed: 14, x' })}\n`, `${JSON.stringify({ message: JSON.stringify({ log: JSON.stringify(object) }) })}\n`,
  ]),
}

const prefix = '[2026-11-20 11:02:03.120][17][warning][config] [x.h:152] '
export const processLog: Target = {
  name: 'process-log', inputs: 105_000, run, longest: 48 * 1024,
  words: [prefix, 'gRPC config stream to ads closed: 14, x', 'StreamAggregatedResources ', ' since 31s ago', 'rejected: ', 'TLS error: ', 'CERTIFICATE_VERIFY_FAILED', '[info][main]', 'time="2026-11-20T11:02:03Z" level=info msg="', '\tenvoy config\t'],
  seeds: () => toBytes([
    ...pickLines('control-plane-update-rejected/checkout/envoy.log', 4, 6), ...pickLines('control-plane-grpc-permission-denied/checkout/envoy.log', 4, 4), ...pickLines('proxy-initializing/checkout/envoy.log', 4, 3),
    `${prefix}StreamAggregatedResources gRPC config stream to ads closed since 31s ago: 14, connection error (previously 7, x since 3s ago)\n`,
    `${prefix}gRPC config for type.googleapis.com/envoy.config.cluster.v3.Cluster rejected: Error adding/updating cluster(s) a: bad\nb: worse\n`,
    '2026-11-20T11:02:03.120Z\twarning\tenvoy config external/x.h:1\tDeltaAggregatedResources gRPC config stream to xds closed: 14\tthread=17\n', 'time="2026-11-20T11:02:03Z" level=error msg="x"\n',
  ]),
}
