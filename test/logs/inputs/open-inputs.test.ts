import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CollectError, UsageError } from '../../../src/errors.ts'
import { expandGlob } from '../../../src/logs/inputs/expand-glob.ts'
import { openInputs, type OpenedInputs } from '../../../src/logs/inputs/open-inputs.ts'
import { resolveWindow } from '../../../src/logs/inputs/resolve-window.ts'
import { access, lines } from '../count-text.ts'

const none = async function* (): AsyncGenerator<Uint8Array> { await Promise.resolve(); yield Buffer.from('') }

describe('logs: inputs', () => {
  let folder = ''
  const save = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const open = (...names: string[]): Promise<OpenedInputs> => openInputs(names.map(name => join(folder, name)), none)
  const names = (opened: OpenedInputs): string[] => opened.sources.map(source => source.name.slice(folder.length + 1))

  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-logs-')) })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('rotated files follow each other by their times, whatever they are called', async () => {
    save('access.log', lines(access({ seconds: 300 })))
    save('access.log.1', lines(access({ seconds: 200 })))
    save('access.log.2.gz', gzipSync(lines(access({ seconds: 100 }))))
    assert.deepEqual(names(await open('access.log', 'access.log.1', 'access.log.2.gz')), ['access.log.2.gz', 'access.log.1', 'access.log'])
    assert.deepEqual(names(await open('access.log*')), ['access.log.2.gz', 'access.log.1', 'access.log'])
    assert.deepEqual(names(await openInputs([folder], none)), ['access.log.2.gz', 'access.log.1', 'access.log'])
  })

  it('one file given twice is read once', async () => {
    save('a.log', lines(access()))
    assert.deepEqual(names(await open('a.log', 'a.log', 'a.*')), ['a.log'])
  })

  it('formats come from a config_dump and from App Mesh resources beside the log, by their content', async () => {
    save('a.log', '200 7\n')
    const log = { name: 'envoy.access_loggers.file', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog', path: '/dev/stdout', log_format: { text_format_source: { inline_string: '%RESPONSE_CODE% %DURATION%\n' } } } }
    const manager = { name: 'envoy.filters.network.http_connection_manager', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', stat_prefix: 'ingress', access_log: [log], rds: { route_config_name: 'x' } } }
    const listener = { '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name: 'in', address: { socket_address: { address: '0.0.0.0', port_value: 80 } }, filter_chains: [{ filters: [manager] }] }
    save('dump', JSON.stringify({ configs: [{ '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump', dynamic_listeners: [{ name: 'in', active_state: { listener } }] }] }))
    save('node.yaml', 'apiVersion: appmesh.k8s.aws/v1beta2\nkind: VirtualNode\nspec:\n  logging:\n    accessLog:\n      file:\n        path: /dev/stdout\n        format:\n          json:\n            - key: code\n              value: "%RESPONSE_CODE%"\n')
    save('node.json', JSON.stringify({ virtualNode: { spec: { logging: { accessLog: { file: { path: '/dev/stdout', format: { text: '%RESPONSE_CODE%|%DURATION%' } } } } } } }, null, 2))
    const { formats, sources } = await open('a.log', 'dump', 'node.yaml', 'node.json')
    assert.equal(sources.length, 1)
    assert.deepEqual(formats.map(({ format }) => format), ['%RESPONSE_CODE% %DURATION%\n', '{"code":"%RESPONSE_CODE%"}', '%RESPONSE_CODE%|%DURATION%'])
  })

  it('what is no log is left out and said', async () => {
    save('a.log', lines(access()))
    save('s.txt', 'cluster.a.upstream_rq_total: 1\ncluster.a.upstream_cx_total: 1\nserver.uptime: 5\n')
    const { sources, problems, unreadable } = await open('a.log', 's.txt')
    assert.deepEqual([sources.length, problems.map(({ message }) => message), unreadable], [1, ['Envoy stats and no log: left out'], 0])
  })

  it('what cannot be opened costs only itself, and is counted', async () => {
    save('a.log', lines(access()))
    save('broken.gz', gzipSync(lines(access())).subarray(0, 8))
    const { sources, problems, unreadable } = await open('gone.log', 'x*.log', 'broken.gz', 'a.log')
    assert.deepEqual([sources.length, problems.length, unreadable], [1, 3, 3])
    if (process.getuid?.() === 0) return
    chmodSync(save('secret.log', 'x'), 0)
    assert.deepEqual((await open('a.log', 'secret.log')).problems.map(({ message }) => message), ['permission denied'])
  })

  it('nothing, and nothing that can be read, are errors', async () => {
    await assert.rejects(openInputs([], none), UsageError)
    await assert.rejects(open('gone.log'), CollectError)
  })

  it('a span counts back from the newest line of all files, compressed or not', async () => {
    save('a.log', lines(access({ seconds: 100 }), access({ seconds: 500 })))
    save('b.gz', gzipSync(lines(access({ seconds: 900 }))))
    const newest = Date.UTC(2026, 10, 20, 11, 15, 0)
    const opened = await open('a.log', 'b.gz')
    assert.deepEqual(await resolveWindow({ since: { before: 60_000 }, until: undefined }, opened, []), { since: newest - 60_000, until: undefined })
    await assert.rejects(resolveWindow({ since: { at: 5 }, until: { at: 4 } }, opened, []), UsageError)
    await assert.rejects(resolveWindow({ since: { before: 5 }, until: undefined }, await openInputs(['-'], none), []), UsageError)
  })

  it('patterns', async () => {
    mkdirSync(join(folder, 'x/y'), { recursive: true })
    for (const name of ['a1.log', 'a2.log', 'b.log', '.hidden.log', 'x/c.log', 'x/y/d.log', 'w[1].log']) save(name, '')
    const found = async (pattern: string): Promise<string[]> => (await expandGlob(join(folder, pattern))).map(path => path.slice(folder.length + 1))
    assert.deepEqual(await found('*.log'), ['a1.log', 'a2.log', 'b.log', 'w[1].log'])
    assert.deepEqual(await found('a?.log'), ['a1.log', 'a2.log'])
    assert.deepEqual(await found('[!a]*.log'), ['b.log', 'w[1].log'])
    assert.deepEqual(await found('*/*.log'), ['x/c.log'])
    assert.deepEqual(await found('**/*.log'), ['a1.log', 'a2.log', 'b.log', 'w[1].log', 'x/c.log', 'x/y/d.log'])
    assert.deepEqual(await found('nothing*'), [])
  })
})
