import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, gunzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { EvidenceKind } from '../../../src/evidence/kinds.ts'
import { isBundle, openBundle } from '../../../src/snapshot/bundle/open-bundle.ts'
import { saveBundle } from '../../../src/snapshot/bundle/save-bundle.ts'
import type { Answer, Snapshot } from '../../../src/snapshot/snapshot.ts'

const tool = { name: 'meshmedic', version: 'test' }

function answer(kind: EvidenceKind, text: string, failure?: Answer['failure']): Answer {
  const bytes = Buffer.from(text)
  return {
    kind, source: `http://10.0.0.7:9901/${kind}`, query: `/${kind}`, readAt: Date.UTC(2026, 10, 20), readAtFrom: 'recorded', bytes: bytes.length, failure,
    open: async function* () { await Promise.resolve(); yield bytes },
  }
}

const snapshot = (answers: readonly Answer[]): Snapshot => ({
  proxies: [{ name: 'checkout', live: true, answers, unreachable: undefined }], problems: [], close: () => Promise.resolve(),
})

async function textOf(answer: Answer | undefined): Promise<string> {
  let text = ''
  for await (const chunk of answer?.open() ?? []) text += Buffer.from(chunk).toString()
  return text
}

describe('bundles', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-')) })
  afterEach(() => rmSync(folder, { recursive: true }))
  const stats = 'cluster.orders.upstream_cx_total: 12\n'.repeat(50_000)

  for (const name of ['b.tgz', 'b']) {
    it(`${name} gives back what was saved`, async () => {
      const path = join(folder, name)
      await saveBundle(snapshot([answer('stats', stats), answer('certs', '', { reason: 'status', message: '403 Forbidden' })]), path, { tool, redact: true })
      assert.ok(await isBundle(path))
      const opened = await openBundle(path)
      const [first, second] = opened.proxies[0]?.answers ?? []
      assert.equal(await textOf(first), stats)
      assert.deepEqual([first?.kind, first?.query, first?.readAt, first?.readAtFrom], ['stats', '/stats', Date.UTC(2026, 10, 20), 'recorded'])
      assert.equal(second?.failure?.message, '403 Forbidden')
      const all = [path, ...statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map(file => join(path, file)) : []]
      assert.deepEqual(all.filter(file => (statSync(file).mode & 0o077) !== 0), [])
      assert.deepEqual(readdirSync(folder), [name])
    })
  }

  it('the same snapshot gives the same bytes', async () => {
    await saveBundle(snapshot([answer('stats', stats)]), join(folder, 'a.tgz'), { tool, redact: true })
    await saveBundle(snapshot([answer('stats', stats)]), join(folder, 'b.tgz'), { tool, redact: true })
    assert.deepEqual(readFileSync(join(folder, 'a.tgz')), readFileSync(join(folder, 'b.tgz')))
  })

  it('drops the list of extensions and nothing else, and the JSON stays valid', async () => {
    const dump = { configs: [{ bootstrap: { node: { id: 'x', extensions: [{ name: 'a', type_urls: ['b'] }] }, admin: {} } }] }
    await saveBundle(snapshot([answer('config_dump', JSON.stringify(dump, null, 1))]), join(folder, 'b.tgz'), { tool, redact: true })
    const text = await textOf((await openBundle(join(folder, 'b.tgz'))).proxies[0]?.answers[0])
    assert.deepEqual(JSON.parse(text), { configs: [{ bootstrap: { node: { id: 'x', extensions: [] }, admin: {} } }] })
  })

  it('is read as far as it goes when it was cut', async () => {
    const path = join(folder, 'b.tgz')
    const noise = Array.from({ length: 20_000 }, (_, i) => `cluster.c${i * 7919 % 104729}.x: ${i * 31 % 977}\n`).join('')
    await saveBundle(snapshot([answer('server_info', '{}'), answer('stats', noise)]), path, { tool, redact: true })
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, whole.length / 2))
    const opened = await openBundle(path)
    assert.equal(await textOf(opened.proxies[0]?.answers[0]), '{}')
    assert.equal(opened.proxies[0]?.answers[1]?.failure?.reason, 'cut')
    assert.match(opened.problems.map(problem => problem.message).join(), /incomplete/)
  })

  it('says which answer was changed after it was saved, and does not use it', async () => {
    const path = join(folder, 'b')
    await saveBundle(snapshot([answer('stats', 'a: 1\n')]), path, { tool, redact: true })
    writeFileSync(join(path, '001-checkout', '01-stats'), 'a: 2\n')
    const [changed] = (await openBundle(path)).proxies[0]?.answers ?? []
    assert.equal(changed?.failure?.reason, 'tampered')
    assert.equal(await textOf(changed), '')
  })

  it('refuses a newer bundle in three parts', async () => {
    const path = join(folder, 'b.tgz')
    await saveBundle(snapshot([answer('stats', 'a: 1\n')]), path, { tool, redact: true })
    writeFileSync(path, gzipSync(Buffer.from(gunzipSync(readFileSync(path)).toString('latin1').replace('"schemaVersion": 1', '"schemaVersion": 9'), 'latin1')))
    await assert.rejects(openBundle(path), { name: 'CollectError', why: /newer meshmedic/ })
  })

  it('an entry that points out of the bundle is never written anywhere', async () => {
    const tar = pack()
    tar.entry({ name: 'manifest.json' }, JSON.stringify({ schemaVersion: 1, tool, proxies: [{ name: 'x', live: false, answers: [{ kind: 'stats', source: 's', bytes: 1, file: '../../evil', sha256: 'x' }] }], redaction: { applied: true, replaced: {}, files: {} }, reductions: [] }))
    tar.entry({ name: '../../evil' }, 'x')
    tar.finalize()
    const chunks: Buffer[] = []
    for await (const chunk of tar) chunks.push(chunk as Buffer)
    writeFileSync(join(folder, 'b.tgz'), gzipSync(Buffer.concat(chunks)))
    const opened = await openBundle(join(folder, 'b.tgz'))
    assert.equal(opened.proxies[0]?.answers[0]?.failure?.reason, 'unreadable')
    assert.match(opened.problems.map(problem => problem.message).join(), /leads out of the archive/)
    assert.deepEqual(readdirSync(folder), ['b.tgz'])
  })

  it('leaves nothing behind where it cannot be written', async () => {
    await assert.rejects(saveBundle(snapshot([]), join(folder, 'no', 'b.tgz'), { tool, redact: true }), { name: 'CollectError' })
    assert.deepEqual(readdirSync(folder), [])
  })
})
