import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { countInflated } from '../../../src/logs/parallel/count-inflated.ts'
import { LineCounter } from '../../../src/logs/query/line-counter.ts'
import { access, lines } from '../count-text.ts'

const worker = new URL('./inflate-worker.js', import.meta.url)
const many = 30_000

describe('logs: a compressed file, decompressed by another thread', () => {
  let folder = ''
  before(() => { folder = mkdtempSync(join(tmpdir(), 'count-inflated-')) })
  after(() => rmSync(folder, { recursive: true, force: true }))

  async function count(bytes: Uint8Array, { program = worker, signal = new AbortController().signal } = {}): Promise<{ failure: string | undefined, requests: number, errors: number, lines: number | undefined }> {
    const path = join(folder, 'log.gz')
    writeFileSync(path, bytes)
    const counter = new LineCounter({ by: undefined, where: undefined, since: undefined, until: undefined, interval: undefined, samples: 0 }, [])
    const failure = await countInflated({ path, size: statSync(path).size }, counter.openInput(path), program, signal)
    return { failure, requests: counter.rows.totals.requests, errors: counter.rows.totals.errors, lines: counter.inputs[0]?.lines }
  }
  const zipped = gzipSync(lines(...Array.from({ length: many }, (_, i) => access({ seconds: i, code: i % 10 === 0 ? 503 : 200, id: `id-${i}` }))))

  it('is read whole, through several rounds of the slots', async () => {
    assert.deepEqual(await count(zipped), { failure: undefined, requests: many, errors: many / 10, lines: many })
  })

  it('a file that is cut off gives what it has, and says so', async () => {
    const { failure, requests } = await count(zipped.subarray(0, zipped.length / 2))
    assert.match(failure ?? '', /ends in the middle/)
    assert.ok(requests > many / 4 && requests < many)
  })

  it('an empty content is no request', async () => assert.deepEqual(await count(gzipSync('')), { failure: undefined, requests: 0, errors: 0, lines: 0 }))

  it('a signal ends it, a thread that fails is an error', async () => {
    assert.deepEqual((await count(zipped, { signal: AbortSignal.abort() })).failure, undefined)
    const stopping = new AbortController()
    setImmediate(() => stopping.abort())
    assert.ok((await count(zipped, { signal: stopping.signal })).requests < many)
    await assert.rejects(count(zipped, { program: new URL('file:///nowhere/inflate-worker.js') }))
  })
})
