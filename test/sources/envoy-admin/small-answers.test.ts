import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Problem } from '../../../src/evidence/problem.ts'
import { parseCerts } from '../../../src/sources/envoy-admin/certs.ts'
import { parseHotRestartVersion } from '../../../src/sources/envoy-admin/hot-restart-version.ts'
import { parseInitDump } from '../../../src/sources/envoy-admin/init-dump.ts'
import { parseListeners } from '../../../src/sources/envoy-admin/listeners.ts'
import { parseMemory } from '../../../src/sources/envoy-admin/memory.ts'
import { parseReady } from '../../../src/sources/envoy-admin/ready.ts'
import { parseRuntime } from '../../../src/sources/envoy-admin/runtime.ts'
import { parseServerInfo } from '../../../src/sources/envoy-admin/server-info.ts'

const readers: Readonly<Record<string, (answer: string, source: string, problems: Problem[]) => unknown>> = {
  certs: parseCerts, hot_restart_version: parseHotRestartVersion, init_dump: parseInitDump, listeners: parseListeners,
  memory: parseMemory, ready: parseReady, runtime: parseRuntime, server_info: parseServerInfo,
}

function read(kind: string, answer: string | object): { value: unknown, problems: string[] } {
  const problems: Problem[] = []
  const value = readers[kind]?.(typeof answer === 'string' ? answer : JSON.stringify(answer, null, 1), kind, problems)
  return { value, problems: problems.map(problem => problem.message) }
}

const leaf = {
  path: '<inline>', serial_number: '1a', subject_alt_names: [{ dns: 'a.b' }, { uri: 'spiffe://a' }, { ip_address: '10.0.0.1' }, {}],
  days_until_expiration: '0', valid_from: '2026-01-01T00:00:00Z', expiration_time: '2026-03-01T00:00:00Z',
}
const leafPart = { role: 'chain', path: '<inline>', serial: '1a', sans: ['a.b', 'spiffe://a', '10.0.0.1'], notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2026-03-01T00:00:00Z') }
const info = {
  version: '8a1b/1.40.0/Clean/RELEASE/BoringSSL', state: 'PRE_INITIALIZING', uptime_current_epoch: '12s', uptime_all_epochs: '99s', hot_restart_version: 'disabled',
  command_line_options: { concurrency: 2, restart_epoch: 1 }, node: { id: 'n', cluster: 'k' },
}
const infoPart = { source: 'server_info', version: '1.40.0', state: 'PRE_INITIALIZING', uptimeCurrentEpoch: 12, uptimeAllEpochs: 99, restartEpoch: 1, concurrency: 2, nodeId: 'n', nodeCluster: 'k' }

const cases: readonly (readonly [string, string | object, unknown])[] = [
  ['certs', { certificates: [{ ca_cert: [{ path: '/ca', serial_number: '2b' }], cert_chain: [leaf] }, { cert_chain: [leaf] }, {}] },
    [leafPart, { role: 'ca', path: '/ca', serial: '2b', sans: [], notBefore: undefined, notAfter: undefined }]],
  ['server_info', info, infoPart],
  ['server_info', { ...info, version: '8a1b/1.38.3-contrib/Clean/RELEASE/BoringSSL' }, { ...infoPart, version: '1.38.3' }],
  ['ready', 'LIVE\n', 'LIVE'],
  ['ready', '\uFEFFPRE_INITIALIZING\r\n', 'PRE_INITIALIZING'],
  ['listeners', 'lds_ingress_0.0.0.0_15000::0.0.0.0:15000\r\na::b::[::]:8080\nu::/run/a.sock\n', [
    { name: 'lds_ingress_0.0.0.0_15000', address: '0.0.0.0', port: 15000 }, { name: 'a::b', address: '::', port: 8080 }, { name: 'u', address: '/run/a.sock', port: undefined },
  ]],
  ['listeners', { listener_statuses: [{ name: 'l', local_address: { socket_address: { address: '::', port_value: 8080 } } }, { name: 'p', local_address: { pipe: { path: '/run/p' } } }] },
    [{ name: 'l', address: '::', port: 8080 }, { name: 'p', address: '/run/p', port: undefined }]],
  ['memory', { allocated: '10', heap_size: '20', pageheap_unmapped: '0', pageheap_free: '1', total_thread_cache: '2', total_physical_bytes: '30' },
    { source: 'memory', allocated: 10, heapSize: 20, pageheapUnmapped: 0, pageheapFree: 1, totalThreadCache: 2, totalPhysicalBytes: 30 }],
  ['runtime', { layers: ['static', 'admin'], entries: { 'a.b': { layer_values: ['1', '2'], final_value: '2' } } }, { source: 'runtime', layers: ['static', 'admin'], values: new Map([['a.b', '2']]) }],
  ['init_dump', { unready_targets_dumps: [{ name: 'init manager l', target_names: ['SdsApi a'] }] }, [{ manager: 'init manager l', targets: ['SdsApi a'] }]],
  ['init_dump', {}, []],
  ['hot_restart_version', '11.104\n', '11.104'],
  ['hot_restart_version', 'disabled', 'disabled'],
]

/** Answers of something else, under the name of each kind: nothing is evidence, and it is said. */
const foreign: readonly (readonly [string, string | object])[] = [
  ...['certs', 'memory', 'runtime', 'init_dump', 'listeners', 'server_info'].flatMap(kind => [[kind, { error: 'forbidden' }], [kind, '<html></html>'], [kind, '{"a":[']] as const),
  ['certs', {}], ['memory', {}], ['runtime', {}], ['memory', '{"allocated":1e999,"heap_size":" "}'],
]

describe('small admin answers', () => {
  for (const [kind, answer] of foreign) {
    it(`takes nothing from ${JSON.stringify(answer)} as ${kind}`, () => {
      const { value, problems } = read(kind, answer)
      assert.equal(value, undefined)
      assert.ok(problems.length > 0)
    })
  }

  it('an empty text of listeners may say that there are none, or that nothing was saved: it is not known, and said', () => {
    assert.deepEqual(read('listeners', ''), { value: undefined, problems: ['it is empty: the proxy has no listener, or nothing was saved'] })
  })


  for (const [kind, answer, expected] of cases) {
    it(`reads ${kind}: ${(typeof answer === 'string' ? answer : JSON.stringify(answer)).slice(0, 60).trim()}`, () => {
      assert.deepEqual(read(kind, answer), { value: expected, problems: [] })
    })
  }

  const broken: readonly (readonly [string, string, unknown, RegExp])[] = [
    ['certs', 'Failed to convert protobuf message to JSON string: x', undefined, /no valid JSON/],
    ['server_info', '{"state": "LIVE"}', undefined, /names no state and uptime/],
    ['ready', 'OK\n', undefined, /names no state/],
    ['hot_restart_version', '<html>', undefined, /no hot restart version/],
    ['listeners', 'hello\n', undefined, /1 line is not/],
    ['memory', '[1]', undefined, /no JSON object/],
  ]
  for (const [kind, answer, value, message] of broken) {
    it(`says what is wrong with ${kind} ${answer.slice(0, 30).trim()}`, () => {
      const got = read(kind, answer)
      assert.deepEqual(got.value, value)
      assert.match(got.problems.join(), message)
    })
  }

  it('keeps what was complete of a cut answer', () => {
    const cut = (kind: string, answer: object, before: string): unknown => {
      const whole = JSON.stringify(answer, null, 1)
      const { value, problems } = read(kind, whole.slice(0, whole.indexOf(before) + before.length))
      assert.match(problems.join(), /cut or broken|no valid JSON/)
      return value
    }
    assert.deepEqual(cut('certs', { certificates: [{ cert_chain: [leaf] }, { cert_chain: [leaf] }] }, '"serial_number": "1a",'), undefined)
    assert.deepEqual(cut('certs', { certificates: [{ cert_chain: [leaf, { ...leaf, path: '/second' }] }] }, '"/second'), [leafPart])
    assert.deepEqual(cut('server_info', info, '"concurrency": 2,'), { ...infoPart, restartEpoch: undefined, nodeId: undefined, nodeCluster: undefined })
  })

  it('survives any text, and takes none for an answer', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '"', ':', ',', '[', ']', 'a', 'x', ' ', '\n') })
    fc.assert(fc.property(fc.constantFrom(...Object.keys(readers)), text, (kind, answer) => {
      assert.doesNotThrow(() => read(kind, answer))
    }))
  })
})
