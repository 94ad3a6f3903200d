import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Pack } from 'tar-stream'
import { openBundle } from '../../../src/snapshot/bundle/open-bundle.ts'
import { saveBundle } from '../../../src/snapshot/bundle/save-bundle.ts'
import { openSaved } from '../../../src/snapshot/saved/open-saved.ts'
import type { Answer, Snapshot } from '../../../src/snapshot/snapshot.ts'
import { sniffKind } from '../../../src/sources/sniff.ts'

const tool = { name: 'meshmedic', version: 'test' }
const stats = Array.from({ length: 30_000 }, (_, i) => `cluster.c${i * 7919 % 104729}.upstream_rq_total: ${i * 31 % 977}\n`).join('')

const answer = (kind: 'stats' | 'server_info', text: string): Answer => ({
  kind, source: `/${kind}`, query: `/${kind}`, readAt: 1_795_000_000_000, readAtFrom: 'recorded', bytes: text.length, failure: undefined,
  open: async function* () { await Promise.resolve(); yield Buffer.from(text) },
})
const snapshot: Snapshot = {
  proxies: [{ name: 'checkout', live: true, unreachable: undefined, answers: [answer('server_info', '{"a":1}'), answer('stats', stats)] }],
  problems: [], close: () => Promise.resolve(),
}

async function archiveOf(fill: (tar: Pack) => void): Promise<Buffer> {
  const tar = pack()
  fill(tar)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(chunk as Buffer)
  return gzipSync(Buffer.concat(chunks))
}

async function textOf(source: Answer | undefined): Promise<string> {
  let text = ''
  for await (const chunk of source?.open() ?? []) text += Buffer.from(chunk).toString()
  return text
}

const noInput = async function* (): AsyncGenerator<Uint8Array> { await Promise.resolve(); yield* [] }

describe('bundles that are damaged or meant to do harm', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-')) })
  afterEach(() => rmSync(folder, { recursive: true }))
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const messages = (opened: Snapshot): string => opened.problems.map(problem => problem.message).join('\n')

  it('cut at any place: what is whole is read, the rest has a reason, nothing throws but for the manifest', async () => {
    const path = join(folder, 'b.tgz')
    await saveBundle(snapshot, path, { tool, redact: true })
    const whole = readFileSync(path)
    for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 23)) {
      const opened = await openBundle(put('cut.tgz', whole.subarray(0, length))).catch((error: unknown) => error as Error)
      if (opened instanceof Error) {
        assert.equal(opened.name, 'CollectError', opened.stack)
        assert.ok(length < 2000, `${length}: ${opened.message}`)
        continue
      }
      const read = await textOf(opened.proxies[0]?.answers[1])
      assert.ok(stats.startsWith(read))
      assert.equal(opened.proxies[0]?.answers[1]?.failure?.reason, 'cut')
      await opened.close()
    }
  })

  it('a flipped byte in any place is said or harmless', async () => {
    const path = join(folder, 'b.tgz')
    await saveBundle(snapshot, path, { tool, redact: true })
    const raw = gunzipSync(readFileSync(path))
    for (let at = 300; at < raw.length; at += Math.ceil(raw.length / 40)) {
      const changed = Buffer.from(raw)
      changed[at] = (changed[at] ?? 0) ^ 1
      const opened = await openBundle(put('flipped.tgz', gzipSync(changed, { level: 1 }))).catch((error: unknown) => error as Error)
      if (opened instanceof Error) {
        assert.equal(opened.name, 'CollectError', opened.stack)
        continue
      }
      const read = await textOf(opened.proxies[0]?.answers[1])
      assert.ok(read === stats || opened.problems.length > 0, `byte ${at}`)
      await opened.close()
    }
  })

  const names = ['../evil', '/tmp/evil', 'a/../../evil', 'a\\..\\evil']
  for (const name of names) {
    it(`an entry called ${name} is left out and said`, async () => {
      const path = put('a.tgz', await archiveOf(tar => {
        tar.entry({ name: 'm/checkout/stats' }, stats)
        tar.entry({ name }, stats)
      }))
      const opened = await openSaved([path], noInput, sniffKind)
      assert.match(messages(opened), /leads out of the archive/)
      assert.deepEqual(opened.proxies.map(proxy => proxy.name), ['checkout'])
      assert.deepEqual(readdirSync(folder), ['a.tgz'])
    })
  }

  it('links in an archive are not followed', async () => {
    const path = put('a.tgz', await archiveOf(tar => {
      tar.entry({ name: 'm/stats' }, stats)
      tar.entry({ name: 'm/passwd', type: 'symlink', linkname: '/etc/passwd' })
      tar.entry({ name: 'm/hard', type: 'link', linkname: '/etc/passwd' })
    }))
    const opened = await openSaved([path], noInput, sniffKind)
    assert.deepEqual(opened.proxies.flatMap(proxy => proxy.answers.map(each => each.kind)), ['stats'])
    assert.match(messages(opened), /link or device/)
  })

  it('links in a folder are not followed by its manifest', async () => {
    const path = join(folder, 'b')
    await saveBundle(snapshot, path, { tool, redact: true })
    rmSync(join(path, '001-checkout', '02-stats'))
    symlinkSync('/etc/passwd', join(path, '001-checkout', '02-stats'))
    const opened = await openBundle(path)
    assert.equal(opened.proxies[0]?.answers[1]?.failure?.reason, 'unreadable')
    assert.equal(await textOf(opened.proxies[0].answers[1]), '')
  })

  it('a manifest that names a file outside reads nothing', async () => {
    const path = join(folder, 'b')
    await saveBundle(snapshot, path, { tool, redact: true })
    put('outside', 'a: 1\n')
    const manifest = readFileSync(join(path, 'manifest.json'), 'utf8')
    writeFileSync(join(path, 'manifest.json'), manifest.replace('001-checkout/02-stats', '../outside'))
    assert.equal(await textOf((await openBundle(path)).proxies[0]?.answers[1]), '')
  })

  it('a bomb ends at a limit, and what came before it is kept', async () => {
    const path = put('bomb.tgz', await archiveOf(tar => {
      tar.entry({ name: 'm/checkout/stats' }, 'cluster.a.upstream_rq_total: 1\n')
      tar.entry({ name: 'm/checkout/zeros' }, Buffer.alloc(256 * 1024 * 1024))
    }))
    const opened = await openSaved([path], noInput, sniffKind)
    assert.match(messages(opened), /300 to 1/)
    assert.equal(await textOf(opened.proxies[0]?.answers.find(each => each.kind === 'stats')), 'cluster.a.upstream_rq_total: 1\n')
    await opened.close()
  })

  const manifests: readonly (readonly [string, string, RegExp])[] = [
    ['no JSON', '{"tool": {"name": "meshmedic"}, ', /no JSON/],
    ['incomplete', '{"tool": {"name": "meshmedic"}}', /incomplete/],
    ['of a strange form', '{"tool": {"name": "meshmedic"}, "schemaVersion": 1, "proxies": [{"name": 1}]}', /a form we do not know/],
    ['newer', '{"tool": {"name": "meshmedic", "version": "9"}, "schemaVersion": 2, "proxies": []}', /newer meshmedic/],
  ]
  for (const [name, text, why] of manifests) {
    it(`a manifest that is ${name} is refused in three parts, as archive and as folder`, async () => {
      mkdirSync(join(folder, 'b'))
      put('b/manifest.json', text)
      const archive = put('b.tgz', await archiveOf(tar => { tar.entry({ name: 'manifest.json' }, text) }))
      for (const path of [archive, join(folder, 'b')]) {
        await assert.rejects(openBundle(path), { name: 'CollectError', why })
        await assert.rejects(openSaved([path], noInput, sniffKind), { name: 'CollectError', why })
      }
    })
  }

  it('a manifest entry of a kind that only a newer version knows is kept as unknown', async () => {
    const path = join(folder, 'b')
    await saveBundle(snapshot, path, { tool, redact: true })
    const manifest = readFileSync(join(path, 'manifest.json'), 'utf8')
    writeFileSync(join(path, 'manifest.json'), manifest.replace('"kind": "stats"', '"kind": "tea_leaves"'))
    assert.equal((await openBundle(path)).proxies[0]?.answers[1]?.kind, 'unknown')
  })

  it('entries that the manifest does not name are not read, and it is said', async () => {
    const path = join(folder, 'b.tgz')
    await saveBundle(snapshot, path, { tool, redact: true })
    const raw = gunzipSync(readFileSync(path))
    const extra = gunzipSync(await archiveOf(tar => { tar.entry({ name: 'evil' }, 'x') }))
    writeFileSync(path, gzipSync(Buffer.concat([raw.subarray(0, raw.length - 1024), extra])))
    assert.match(messages(await openBundle(path)), /1 of its entries is not in the manifest/)
  })
})

describe('writing bundles', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-')) })
  afterEach(() => {
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true })
  })

  it('a full disk is an error in three parts and leaves nothing behind', async () => {
    const full: Answer = { ...answer('stats', ''), open: () => { throw Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' }) } }
    const broken = { ...snapshot, proxies: [{ name: 'x', live: true, unreachable: undefined, answers: [full] }] }
    await assert.rejects(saveBundle(broken, join(folder, 'b.tgz'), { tool, redact: true }), { name: 'CollectError', why: /no space left/i, tryThis: /-O/ })
    assert.deepEqual(readdirSync(folder), [])
  })

  it('a read-only folder is an error in three parts', async () => {
    chmodSync(folder, 0o555)
    const isRoot = process.getuid?.() === 0
    // Root may write everywhere, so it writes as nobody meanwhile.
    if (isRoot) process.seteuid?.(65534)
    try {
      await assert.rejects(saveBundle(snapshot, join(folder, 'b.tgz'), { tool, redact: true }), { name: 'CollectError', why: 'You may not write there.' })
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })

  it('a folder with something in it is never written into; an older archive is replaced', async () => {
    mkdirSync(join(folder, 'b'))
    writeFileSync(join(folder, 'b', 'mine'), 'x')
    await assert.rejects(saveBundle(snapshot, join(folder, 'b'), { tool, redact: true }), { name: 'UsageError', why: 'The folder is not empty.' })
    await saveBundle(snapshot, join(folder, 'b.tgz'), { tool, redact: true })
    await saveBundle(snapshot, join(folder, 'b.tgz'), { tool, redact: true })
    assert.deepEqual(readdirSync(folder).sort(), ['b', 'b.tgz'])
  })

  it('what nobody recognises, nobody can redact: it is left out and named', async () => {
    const strange: Answer = { ...answer('stats', 'hello'), kind: 'unknown' }
    const manifest = await saveBundle({ ...snapshot, proxies: [{ name: 'x', live: false, unreachable: undefined, answers: [strange] }] }, join(folder, 'b'), { tool, redact: true })
    assert.deepEqual(manifest.reductions, [{ file: '001-x/01-unknown', what: 'unrecognised content', bytes: 5 }])
    assert.deepEqual(readdirSync(join(folder, 'b')), ['manifest.json'])
  })
})
