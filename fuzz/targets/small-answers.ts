import type { Problem } from '../../src/evidence/problem.ts'
import { parseCerts } from '../../src/sources/envoy-admin/certs.ts'
import { parseHotRestartVersion } from '../../src/sources/envoy-admin/hot-restart-version.ts'
import { parseInitDump } from '../../src/sources/envoy-admin/init-dump.ts'
import { parseListeners } from '../../src/sources/envoy-admin/listeners.ts'
import { parseMemory } from '../../src/sources/envoy-admin/memory.ts'
import { parseReady } from '../../src/sources/envoy-admin/ready.ts'
import { parseRuntime } from '../../src/sources/envoy-admin/runtime.ts'
import { parseServerInfo } from '../../src/sources/envoy-admin/server-info.ts'
import { show } from '../cut.ts'
import { sayCount, sayProblems } from '../outcome.ts'
import { readFixture, thinJson, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

type Parse = (answer: string, source: string, problems: Problem[]) => unknown

/** @param proof what an answer holds that gives a part; without it nothing may be said, or a problem has to be */
function makeTarget(name: string, inputs: number, parse: Parse, proof: RegExp, seeds: () => readonly string[], words: readonly string[]): Target {
  return {
    name, inputs, words, seeds: () => toBytes(seeds()),
    run: input => {
      const text = new TextDecoder().decode(input)
      const problems: Problem[] = []
      const part = parse(text, name, problems)
      const shown = show(part) as string | undefined ?? 'nothing'
      demand(proof.test(text) || problems.length > 0, `an answer that is no ${name} gives ${shown.slice(0, 80)} and no problem`)
      demand(!/\bNaN\b|Infinity/.test(shown) || /NaN|Infinity/.test(text), 'a number came out that is none')
      return `${Array.isArray(part) ? sayCount(part.length) : typeof part === 'string' ? part.slice(0, 3) : shown.replace(/"(?:[^"\\]|\\.)*"|[\d.e+-]+/g, '#').slice(0, 60)}${sayProblems(problems)}`
    },
  }
}

const serverInfo = 'healthy-pair/checkout/server_info.json'

/** The answers that are read as one text. */
export const smallAnswers: readonly Target[] = [
  makeTarget('listeners', 1_000_000, parseListeners, /"listener_statuses"|::|^\uFEFF?\s*\{\s*\}\s*$|\\u/, () => [
    readFixture('healthy-pair/checkout/listeners.json'), 'a::0.0.0.0:15000\nb::c::[::]:80\nd::/tmp/x\ne::envoy://z\n', '{"listener_statuses":[]}',
  ], ['::', 'l::0.0.0.0:80', '[::1]:80', '::[', '{"listener_statuses":[{"name":"', '"local_address":{"socket_address":{"address":"::","port_value":']),
  makeTarget('certs', 400_000, parseCerts, /"certificates"|\\u/, () => [
    readFixture('healthy-pair/checkout/certs.json'), JSON.stringify(thinJson('tls-upstream-san-mismatch/payments/certs.json', 2)),
    '{"certificates":[{"ca_cert":[{"path":"x","serial_number":"1","subject_alt_names":[{"dns":"a"},{"uri":"spiffe://x"}],"days_until_expiration":"5","valid_from":"2026-01-01T00:00:00Z","expiration_time":"2036-01-01T00:00:00Z"}],"cert_chain":[{}]}]}',
  ], ['"certificates":[', '"ca_cert":[', '"cert_chain":[', '"expiration_time":"', '2026-13-45T99:99:99Z']),
  makeTarget('memory', 400_000, parseMemory, /"(?:allocated|heap_size)|\\u/, () => [
    '{"allocated":"1","heap_size":"2","pageheap_unmapped":"0","pageheap_free":"0","total_thread_cache":"1","total_physical_bytes":"3"}',
  ], ['"allocated":"', '"heap_size":']),
  makeTarget('runtime', 300_000, parseRuntime, /"(?:entries|layers)"|\\u/, () => [
    '{"layers":["static","admin"],"entries":{"a.b":{"final_value":"1","layer_values":["","1"]},"__proto__":{"final_value":"x"}}}',
  ], ['"entries":{', '"layers":[', '"final_value":"']),
  makeTarget('init-dump', 400_000, parseInitDump, /"unready_targets_dumps"|^\uFEFF?\s*\{\s*\}\s*$|\\u/, () => [
    '{"unready_targets_dumps":[{"name":"init manager Server","target_names":["SdsApi a","RdsRouteConfigSubscription b"]}]}', '{}',
  ], ['"unready_targets_dumps":[', '"target_names":[']),
  makeTarget('server-info', 250_000, parseServerInfo, /"state"|\\u/, () => [
    readFixture(serverInfo), '{"version":"a/1.40.0/Clean/RELEASE/BoringSSL","state":"LIVE","uptime_current_epoch":"5s","command_line_options":{"concurrency":2},"node":{"id":"mesh/a/virtualNode/b"}}',
  ], ['"state":"LIVE"', '"uptime_current_epoch":"', '"command_line_options":{', '"node":{"id":"']),
  makeTarget('ready', 400_000, parseReady, /^\uFEFF?\s*(?:LIVE|DRAINING|PRE_INITIALIZING|INITIALIZING)\s*$/, () => ['LIVE\n', 'PRE_INITIALIZING\n', 'no healthy upstream'], ['LIVE', 'DRAINING']),
  makeTarget('hot-restart-version', 400_000, parseHotRestartVersion, /^\uFEFF?\s*(?:\d+(?:\.\d+)+|disabled)\s*$/, () => ['11.104\n', 'disabled', '1.2.3.4'], ['disabled', '11.']),
]
