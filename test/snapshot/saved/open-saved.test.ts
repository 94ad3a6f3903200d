import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { saveBundle } from '../../../src/snapshot/bundle/save-bundle.ts'
import { openSaved } from '../../../src/snapshot/saved/open-saved.ts'
import type { Answer, Snapshot } from '../../../src/snapshot/snapshot.ts'
import { sniffKind } from '../../../src/sources/sniff.ts'

const stats = 'cluster.orders.upstream_cx_total: 12\ncluster.orders.upstream_rq_total: 5\nserver.uptime: 600\n'
const access = '[2026-11-20T11:02:03.120Z] "GET / HTTP/1.1" 503 UF 0 19 0 - "10.0.0.1" "curl/8" "0b6c2f3e" "orders.local" "10.0.0.7:8080"\n'
const serverInfo = (id: string): string => JSON.stringify({ version: 'a/1.40.0/Clean/RELEASE/BoringSSL', state: 'LIVE', uptime_current_epoch: '6s', node: { id } })
const configDump = (id: string): string => JSON.stringify({ configs: [{ '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump', bootstrap: { node: { id } } }] })
const junk = Buffer.from(Array.from({ length: 2000 }, (_, i) => i * 37 % 256))

async function textOf(answer: Answer | undefined): Promise<string> {
  let text = ''
  for await (const chunk of answer?.open() ?? []) text += Buffer.from(chunk).toString()
  return text
}

async function* bytesOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield Buffer.from(content)
}

describe('opening saved evidence', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-')) })
  afterEach(() => rmSync(folder, { recursive: true }))

  const put = (files: Readonly<Record<string, string | Uint8Array>>): void => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
  }
  const open = (names: readonly string[], input: string | Uint8Array = ''): Promise<Snapshot> =>
    openSaved(names.map(name => name === '-' ? name : join(folder, name)), () => bytesOf(input), sniffKind)
  const shape = (snapshot: Snapshot): Record<string, string[]> =>
    Object.fromEntries(snapshot.proxies.map(proxy => [proxy.name, proxy.answers.map(answer => answer.kind).sort()]))
  const messages = (snapshot: Snapshot): string => snapshot.problems.map(problem => `${problem.source}: ${problem.message}`).join('\n')

  const layouts: { name: string, files: Record<string, string | Uint8Array>, args: string[], expected: Record<string, string[]> }[] = [
    { name: 'a file', files: { 's.txt': stats }, args: ['s.txt'], expected: { 's.txt': ['stats'] } },
    { name: 'files given one by one are one proxy', files: { 'a/s.txt': stats, 'a/i': serverInfo('n') }, args: ['a/s.txt', 'a/i'], expected: { a: ['server_info', 'stats'] } },
    { name: 'a folder is one proxy', files: { 'checkout/x': stats, 'checkout/y': access }, args: ['checkout'], expected: { checkout: ['access_log', 'stats'] } },
    {
      name: 'folders beside each other are several', files: { 'm/checkout/s': stats, 'm/orders/s': stats, 'm/orders/i': serverInfo('o') }, args: ['m'],
      expected: { checkout: ['stats'], orders: ['server_info', 'stats'] },
    },
    { name: 'logs below a proxy are its own', files: { 'p/s': stats, 'p/logs/today/a.log': access }, args: ['p'], expected: { p: ['access_log', 'stats'] } },
    { name: 'logs beside the only proxy are its own', files: { 'm/admin/s': stats, 'm/logs/a.log': access }, args: ['m'], expected: { admin: ['access_log', 'stats'] } },
    {
      name: 'logs beside the only proxy that has its own are another one\'s, which answered nothing', files: { 'm/a/s': stats, 'm/a/a.log': access, 'm/b/a.log': access }, args: ['m'],
      expected: { a: ['access_log', 'stats'], b: ['access_log'] },
    },
    {
      name: 'what describes evidence is none', files: { 'p/s': stats, 'p/expected.yaml': 'a: 1', 'p/README.md': '# x', 'p/manifest.json': '{"name":"x"}', 'p/.hidden': 'x' },
      args: ['p'], expected: { p: ['stats'] },
    },
    { name: 'gzip', files: { 's.txt.gz': gzipSync(stats) }, args: ['s.txt.gz'], expected: { 's.txt.gz': ['stats'] } },
    { name: 'UTF-16, as PowerShell redirects', files: { 's.txt': Buffer.from(`\ufeff${stats}`, 'utf16le') }, args: ['s.txt'], expected: { 's.txt': ['stats'] } },
    {
      name: 'two proxies in one folder, told apart by node id and file name',
      files: { 'p/a-info': serverInfo('A'), 'p/a-stats': stats, 'p/b-dump': configDump('B'), 'p/b-stats': stats }, args: ['p'],
      expected: { 'p (A)': ['server_info', 'stats'], 'p (B)': ['config_dump', 'stats'] },
    },
    {
      name: 'one whose owner cannot be told stands apart', files: { 'p/a-info': serverInfo('A'), 'p/b-dump': configDump('B'), 'p/zz': stats }, args: ['p'],
      expected: { 'p (A)': ['server_info'], 'p (B)': ['config_dump'], 'p (owner unknown)': ['stats'] },
    },
    { name: 'one node id is one proxy', files: { 'p/i': serverInfo('A'), 'p/d': configDump('A') }, args: ['p'], expected: { p: ['config_dump', 'server_info'] } },
  ]
  for (const { name, files, args, expected } of layouts) {
    it(name, async () => {
      put(files)
      assert.deepEqual(shape(await open(args)), expected)
    })
  }

  it('says that two proxies lie together', async () => {
    put({ 'a-i': serverInfo('A'), 'b-i': serverInfo('B') })
    const snapshot = await open(['a-i', 'b-i'])
    assert.equal(snapshot.proxies.length, 2)
    assert.match(messages(snapshot), /answers of 2 proxies lie together \(node ids "A", "B"\)/)
  })

  it('gives the bytes as often as they are wanted, decompressed', async () => {
    put({ 's.gz': gzipSync(stats.repeat(10_000)) })
    const answer = (await open(['s.gz'])).proxies[0]?.answers[0]
    assert.equal(await textOf(answer), stats.repeat(10_000))
    assert.equal(await textOf(answer), stats.repeat(10_000))
    assert.equal(answer?.failure, undefined)
  })

  it('reads standard input, also an archive on it', async () => {
    assert.deepEqual(shape(await open(['-'], stats)), { stdin: ['stats'] })
    put({ 'm/checkout/s': stats })
    const snapshot = await open(['-'], execFileSync('tar', ['-czf', '-', '-C', folder, 'm']))
    assert.deepEqual(shape(snapshot), { checkout: ['stats'] })
    assert.equal(await textOf(snapshot.proxies[0]?.answers[0]), stats)
    await snapshot.close()
  })

  it('reads bundles beside folders and files', async () => {
    put({ 'a/s': stats, 'b/s': stats, 'c.txt': stats })
    const tool = { name: 'meshmedic', version: 'test' }
    await saveBundle(await open(['a']), join(folder, 'a.tgz'), { tool, redact: true })
    await saveBundle(await open(['b']), join(folder, 'saved'), { tool, redact: true })
    assert.deepEqual(shape(await open(['a.tgz', 'saved', 'c.txt'])), { a: ['stats'], b: ['stats'], 'c.txt': ['stats'] })
  })

  const strange: { name: string, content: string | Uint8Array, message: RegExp }[] = [
    { name: 'an empty file', content: '', message: /not recognised as evidence: empty/ },
    { name: 'binary junk', content: junk, message: /binary data/ },
    { name: 'HTML', content: '<html><head><title>Login</title>', message: /HTML page titled "Login"/ },
    { name: 'JSON of something else', content: '{"hello":1}', message: /JSON with the key "hello"/ },
    { name: 'text with control characters', content: 'hello \u001b[31m red', message: /text that begins "hello \\u001b\[31m red"/ },
    { name: 'gzip that is cut', content: gzipSync(junk).subarray(0, 12), message: /ends in the middle/ },
  ]
  for (const { name, content, message } of strange) {
    it(`${name} beside evidence is a problem, alone an error in three parts`, async () => {
      put({ 'p/s': stats, 'p/x': content, 'q/x': content })
      const snapshot = await open(['p'])
      assert.match(messages(snapshot), message)
      assert.deepEqual(shape(snapshot), { p: ['stats', 'unknown'] })
      await assert.rejects(open(['q']), { name: 'CollectError', why: message, tryThis: /curl/ })
    })
  }

  it('gzip that is cut gives its part, and then says so', async () => {
    put({ 's.gz': gzipSync(Array.from({ length: 50_000 }, (_, i) => `cluster.c${i * 7919 % 104729}.upstream_rq_total: ${i}\n`).join('')).subarray(0, 50_000) })
    const answer = (await open(['s.gz'])).proxies[0]?.answers[0]
    assert.match(await textOf(answer), /^cluster\.c0\.upstream_rq_total: 0\n/)
    assert.equal(answer?.failure?.reason, 'cut')
  })

  it('a gzip bomb ends at a limit', async () => {
    put({ 'bomb.gz': gzipSync(Buffer.concat([Buffer.from(stats), Buffer.alloc(128 * 1024 * 1024)])) })
    const answer = (await open(['bomb.gz'])).proxies[0]?.answers[0]
    let bytes = 0
    for await (const chunk of answer?.open() ?? []) bytes += chunk.length
    assert.ok(bytes <= 65 * 1024 * 1024, String(bytes))
    assert.equal(answer?.failure?.reason, 'too-large')
  })

  it('a folder without files is an error in three parts', async () => {
    mkdirSync(join(folder, 'empty'))
    await assert.rejects(open(['empty']), { name: 'CollectError', why: 'The folder holds no files.' })
  })

  it('a path that does not exist is an error before anything is read', async () => {
    put({ 's.txt': stats })
    await assert.rejects(open(['s.txt', 'nope']), { name: 'UsageError', why: 'There is no such file or folder.' })
    await assert.rejects(openSaved(['127.0.0.1:9901'], () => bytesOf(''), sniffKind), { name: 'UsageError', tryThis: 'For a running proxy write http://127.0.0.1:9901.' })
  })

  it('a socket is connected to, not opened', async () => {
    const server = createServer().listen(join(folder, 'admin.sock'))
    await assert.rejects(open(['admin.sock']), { name: 'UsageError', tryThis: `Write unix:${join(folder, 'admin.sock')}.` })
    server.close()
  })

  it('links are followed, and no file is taken twice', async () => {
    put({ 'p/s': stats })
    symlinkSync('..', join(folder, 'p/loop'))
    symlinkSync('s', join(folder, 'p/again'))
    symlinkSync('nowhere', join(folder, 'p/dangling'))
    const snapshot = await open(['p'])
    assert.deepEqual(shape(snapshot), { p: ['stats'] })
    assert.deepEqual(shape(await open(['p/s', 'p/s', 'p'])), { s: ['stats'] })
    assert.match(messages(snapshot), /dangling: cannot be read/)
  })

  it('a file that may not be read costs only itself', async () => {
    put({ 'p/s': stats, 'p/x': access })
    chmodSync(join(folder, 'p/x'), 0)
    chmodSync(folder, 0o755)
    const isRoot = process.getuid?.() === 0
    // Root may read everything, so it reads as nobody meanwhile.
    if (isRoot) process.seteuid?.(65534)
    try {
      assert.match(messages(await open(['p'])), /x: permission denied/)
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })

  it('very many unknown files are counted, not listed', async () => {
    put({ 'p/s': stats, ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`p/junk-${i}`, 'hello'])) })
    const { problems } = await open(['p'])
    assert.equal(problems.length, 21)
    assert.match(problems.at(-1)?.message ?? '', /280 more files/)
  })

  it('the same files give the same snapshot in any order of the disk', async () => {
    put({ 'm/b/s': stats, 'm/a/s': stats, 'm/a/a': access })
    const snapshot = await open(['m'])
    assert.deepEqual(snapshot.proxies.flatMap(proxy => proxy.answers.map(answer => answer.source.slice(folder.length))), ['/m/a/a', '/m/a/s', '/m/b/s'])
  })
})
