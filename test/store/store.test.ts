import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createClient } from '@libsql/client/sqlite3'
import { StoreError } from '../../src/errors.ts'
import { openStore, setStoreAside } from '../../src/store/open-store.ts'
import { migrations } from '../../src/store/migrations.ts'
import type { SweepStore } from '../../src/store/store.ts'
import { change, newStorePath, numbers, runOnce, seen, start } from './sample.ts'

const isStoreError = (what: RegExp) => (error: unknown): boolean => error instanceof StoreError && what.test(error.message) && error.why !== '' && error.tryThis !== ''

describe('store', () => {
  let path: string
  let store: SweepStore
  beforeEach(async () => {
    path = newStorePath()
    store = await openStore(path)
  })
  afterEach(() => store.close())

  it('is readable by its owner alone', () => assert.equal(statSync(path).mode & 0o777, 0o600))

  it('keeps runs and gives the newest first', async () => {
    await runOnce(store, 1000)
    await runOnce(store, 2000)
    await runOnce(store, 3000, {}, { scope: 'staging' })
    assert.deepEqual((await store.listRuns(undefined, 9)).map(({ id, scope, state, error }) => [id, scope, state, error]), [[3, 'staging', 'done', 1], [2, 'default', 'done', 1], [1, 'default', 'done', 1]])
    assert.deepEqual((await store.listRuns('default', 1)).map(run => run.id), [2])
  })

  it('tells first seen, last seen and resolved of a finding over runs', async () => {
    await runOnce(store, 1000, { changes: [change('opened', 'a')] })
    await runOnce(store, 2000)
    assert.deepEqual((await store.openFindings('default')).map(f => [f.firstSeen, f.lastSeen, f.state, f.resolvedAt]), [[1005, 2005, 'open', undefined]])
    await runOnce(store, 3000, { changes: [change('uncertain', 'a')] })
    await runOnce(store, 4000)
    assert.deepEqual((await store.openFindings('default')).map(f => [f.firstSeen, f.lastSeen, f.state]), [[1005, 2005, 'uncertain']])
    await runOnce(store, 5000, { changes: [change('resolved', 'a')] })
    assert.deepEqual(await store.openFindings('default'), [])
    assert.deepEqual((await store.listFindings('default')).map(f => [f.lastSeen, f.state, f.resolvedAt]), [[2005, 'resolved', 5005]])
    await runOnce(store, 6000, { changes: [change('returned', 'a')] })
    assert.deepEqual((await store.openFindings('default')).map(f => [f.firstSeen, f.lastSeen, f.returns, f.resolvedAt]), [[1005, 6005, 1, undefined]])
  })

  it('knows what was open at the end of any run, with the severity it had then', async () => {
    await runOnce(store, 1000, { changes: [change('opened', 'a', { severity: 'warning' }), change('opened', 'b')] })
    await runOnce(store, 2000, { changes: [change('worsened', 'a', { severity: 'critical' }, 'warning')] })
    await runOnce(store, 3000, { changes: [change('resolved', 'b')] })
    await runOnce(store, 4000, { changes: [change('opened', 'a', {})] }, { scope: 'staging' })
    const at = async (run: number): Promise<string[]> => (await store.findingsAt(run)).map(f => `${f.fingerprint} ${f.severity}`).sort()
    assert.deepEqual(await at(1), ['a warning', 'b error'])
    assert.deepEqual(await at(2), ['a critical', 'b error'])
    assert.deepEqual(await at(3), ['a critical'])
    assert.deepEqual(await at(4), ['a error'])
    assert.deepEqual((await store.changesIn(2)).map(c => [c.fingerprint, c.kind, c.before, c.severity]), [['a', 'worsened', 'warning', 'critical']])
  })

  it('keeps what a target was at the end of any run', async () => {
    const target = (name: string, reached: boolean) => ({ name, id: `id-${name}`, reached, reason: reached ? '' : 'connection refused' })
    await runOnce(store, 1000, { targets: [target('one', true), target('two', false)] })
    await runOnce(store, 2000, { targets: [target('one', false), target('two', false)] })
    await runOnce(store, 3000, { targets: [target('one', true)] })
    const at = async (run: number): Promise<string[]> => (await store.unreachedAt(run)).map(t => t.name)
    assert.deepEqual([await at(1), await at(2), await at(3)], [['two'], ['one', 'two'], []])
  })

  it('ends a run once, all of it or nothing', async () => {
    const run = await store.beginRun(start())
    await assert.rejects(store.finishRun(run, () => ({ ended: 5, numbers, changes: [change('opened', 'a'), change('opened', 'a')], targets: [], outbox: [], told: [] })), StoreError)
    assert.deepEqual([await store.openFindings('default'), (await store.readRun(run))?.state], [[], 'running'])
    await store.finishRun(run, () => ({ ended: 5, numbers, changes: [change('opened', 'a')], targets: [], outbox: [], told: [] }))
    await assert.rejects(store.finishRun(run, () => ({ ended: 5, numbers, changes: [], targets: [], outbox: [], told: [] })), StoreError)
  })

  it('gives a run that a newer one has overtaken a new id, so that changes stand in their order', async () => {
    const slow = await store.beginRun(start({ started: 1 }))
    await runOnce(store, 2, { changes: [change('opened', 'a')] })
    const { run } = await store.finishRun(slow, ({ findings }) => {
      assert.deepEqual(findings.map(f => f.fingerprint), ['a'])
      return { ended: 9, numbers, changes: [change('resolved', 'a')], targets: [], outbox: [], told: [] }
    })
    assert.equal(run, 3)
    assert.deepEqual([(await store.findingsAt(2)).length, (await store.findingsAt(3)).length], [1, 0])
  })

  it('keeps messages until they are settled, each key once a receiver', async () => {
    const draft = { key: 'k', receiver: 'ops', body: '{}', due: 10 }
    await runOnce(store, 1, { outbox: [draft, draft, { ...draft, receiver: 'mail' }] })
    assert.deepEqual((await store.dueMessages(9, 5)).length, 0)
    const [first, second] = await store.dueMessages(10, 5)
    await store.settleMessage(first?.id ?? 0, { again: 50, error: '500' })
    await store.settleMessage(second?.id ?? 0, { failed: 'refused for good' })
    assert.deepEqual((await store.dueMessages(49, 5)).length, 0)
    assert.deepEqual((await store.dueMessages(50, 5)).map(m => [m.attempts, m.lastError]), [[1, '500']])
    assert.deepEqual(await store.countMessages(), { waiting: 1, failed: 1 })
    await store.settleMessage(first?.id ?? 0, { delivered: true })
    assert.deepEqual(await store.countMessages(), { waiting: 0, failed: 1 })
  })

  it('forgets old runs and resolved findings, and keeps what later runs rest on', async () => {
    await runOnce(store, 1000, { changes: [change('opened', 'old'), change('opened', 'kept', { severity: 'warning' })], targets: [{ name: 'one', id: 'x', reached: false, reason: 'refused' }] })
    await runOnce(store, 2000, { changes: [change('resolved', 'old'), change('worsened', 'kept')], targets: [{ name: 'one', id: 'x', reached: false, reason: 'refused' }] })
    await runOnce(store, 3000)
    await runOnce(store, 9000, { changes: [change('opened', 'new')] })
    assert.equal(await store.forget(5000), 3)
    assert.deepEqual((await store.listRuns(undefined, 9)).map(run => run.id), [4])
    assert.deepEqual((await store.findingsAt(4)).map(f => f.fingerprint).sort(), ['kept', 'new'])
    assert.deepEqual((await store.listFindings('default')).map(f => f.fingerprint), ['kept', 'new'])
    assert.equal(await store.forget(99_999), 0, 'the newest run stays')
  })

  it('gives back what was written after it is opened again', async () => {
    await runOnce(store, 1000, { changes: [change('opened', 'a', { message: 'it’s "quoted"\n; DROP TABLE run' })] })
    await store.close()
    store = await openStore(path)
    assert.equal((await store.openFindings('default'))[0]?.message, 'it’s "quoted"\n; DROP TABLE run')
  })
})

describe('a store that cannot be used', () => {
  it('is refused where it is of a newer version, and not changed', async () => {
    const path = newStorePath()
    await (await openStore(path)).close()
    const client = createClient({ url: `file:${path}` })
    await client.execute(`PRAGMA user_version = ${migrations.length + 1}`)
    client.close()
    await assert.rejects(openStore(path), isStoreError(/newer version/))
    const again = createClient({ url: `file:${path}` })
    assert.equal((await again.execute('PRAGMA user_version')).rows[0]?.[0], migrations.length + 1)
    again.close()
  })

  it('is refused where it is another database', async () => {
    const path = newStorePath()
    const client = createClient({ url: `file:${path}` })
    await client.execute('CREATE TABLE mine (x)')
    client.close()
    await assert.rejects(openStore(path), isStoreError(/no store of sweeps/))
  })

  const damaged: Readonly<Record<string, (content: Buffer) => Buffer>> = {
    'is text': () => Buffer.from('hello '.repeat(5000)),
    'is empty of a header': content => Buffer.concat([Buffer.alloc(100), content.subarray(100)]),
    'has pages of noise': content => { content.fill(0xa5, 4096, content.length); return content },
    'was cut': content => content.subarray(0, content.length / 2 - 100),
  }
  for (const [name, damage] of Object.entries(damaged)) {
    it(`is said to be damaged where it ${name}; it is kept aside only when asked, and a new one begins`, async () => {
      const path = newStorePath()
      const store = await openStore(path)
      for (let i = 0; i < 40; i++) await runOnce(store, i, { changes: [change('opened', `f${i}`, { message: 'x'.repeat(500) })] })
      await store.close()
      const broken = damage(readFileSync(path))
      writeFileSync(path, broken)
      await assert.rejects(openStore(path), isStoreError(/is damaged/))
      assert.deepEqual(readFileSync(path), broken)
      const aside = await setStoreAside(path, 'stamp')
      assert.deepEqual(readFileSync(aside ?? ''), broken)
      const fresh = await openStore(path)
      assert.deepEqual(await fresh.listRuns(undefined, 9), [])
      await fresh.close()
    })
  }

  it('is an error of three parts where its folder cannot be made, and where it must exist', async () => {
    await assert.rejects(openStore('/dev/null/sweep.db'), isStoreError(/cannot be opened/))
    const path = newStorePath()
    await assert.rejects(openStore(path, { mustExist: true }), isStoreError(/There is no store/))
    assert.equal(existsSync(path), false)
  })

  it('waits for another process that writes, then says that it is in use', async () => {
    const path = newStorePath()
    const first = await openStore(path)
    const second = await openStore(path, { patience: 50 })
    const client = createClient({ url: `file:${path}` })
    const lock = await client.transaction('write')
    await assert.rejects(second.beginRun(start()), isStoreError(/in use/))
    await lock.rollback()
    client.close()
    assert.equal(await second.beginRun(start()), 1)
    await first.close()
    await second.close()
  })

  it('loses nothing where the disk is full', async function () {
    if (process.platform === 'win32') this.skip()
    const path = newStorePath()
    const store = await openStore(path)
    await runOnce(store, 1, { changes: [change('opened', 'a')] })
    await store.close()
    // A limit on the size of files is a disk that is full, for this one process.
    const script = `import { createClient } from '@libsql/client/sqlite3'
      const client = createClient({ url: 'file:${path}' })
      try { await client.execute("INSERT INTO finding SELECT NULL, scope, hex(randomblob(8)), rule, severity, endpoint, subject, label, title, hex(randomblob(400000)), docs, instances, cause, state, first_seen, last_seen, resolved_at, first_run, changed_in, returns, told FROM finding") }
      catch (error) { console.log(error.code) }`
    const output = execFileSync('bash', ['-c', `trap '' XFSZ; ulimit -f 300; exec "${process.execPath}" --input-type=module`], { input: script, encoding: 'utf8' })
    assert.match(output, /FULL|IOERR/)
    const again = await openStore(path)
    assert.deepEqual((await again.openFindings('default')).map(f => f.fingerprint), ['a'])
    await again.close()
  })

  it('is whole after two processes wrote to it at once', async () => {
    const path = newStorePath()
    await (await openStore(path)).close()
    const script = `import { createClient } from '@libsql/client/sqlite3'
      const client = createClient({ url: 'file:${path}', timeout: 60000 })
      for (let i = 0; i < 50; i++) await client.batch([{ sql: "INSERT INTO run (scope, plan, started, state, tool, process, host, targets) VALUES ('s', 'p', 1, 'done', 't', ?, 'h', 0)", args: [process.pid] }], 'write')`
    const writers = [1, 2].map(() => spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }))
    assert.deepEqual(await Promise.all(writers.map(async writer => (await once(writer, 'exit'))[0] as number)), [0, 0])
    const store = await openStore(path)
    assert.equal((await store.listRuns('s', 500)).length, 100)
    await store.close()
  })

  it('tells the same fingerprint of two sweeps apart', async () => {
    const store = await openStore(newStorePath())
    await runOnce(store, 1, { changes: [change('opened', 'a')] }, { scope: 'prod' })
    await runOnce(store, 2, { changes: [change('opened', 'a')] }, { scope: 'staging' })
    await runOnce(store, 3, { changes: [{ kind: 'resolved', finding: seen('a'), before: 'error' }] }, { scope: 'staging' })
    assert.deepEqual([(await store.openFindings('prod')).length, (await store.openFindings('staging')).length], [1, 0])
    await store.close()
  })
})
