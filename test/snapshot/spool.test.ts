import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { createSpool } from '../../src/snapshot/spool.ts'

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) {
    assert.ok(chunk.length <= 1024 * 1024)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

describe('the spool', () => {
  it('gives back every body, however they were written at the same time, as often as wanted', async () => {
    const bodies = fc.array(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 12 }), { minLength: 1, maxLength: 6 })
    await fc.assert(fc.asyncProperty(bodies, fc.integer({ min: 0, max: 5000 }), async (contents, limit) => {
      const spool = createSpool({ inMemoryPerBody: limit, inMemory: limit * 2 })
      const spooled = await Promise.all(contents.map(async chunks => {
        const writer = spool.writer()
        for (const chunk of chunks) await writer.write(chunk)
        return writer.finish()
      }))
      for (const [index, chunks] of contents.entries()) {
        const expected = Buffer.concat(chunks)
        const body = spooled[index]
        assert.equal(body?.bytes, expected.length)
        const [first, second] = await Promise.all([bytesOf(body.open()), bytesOf(body.open())])
        assert.ok(first.equals(expected) && second.equals(expected))
      }
      await spool.close()
    }), { numRuns: 60 })
  })

  it('leaves nothing to be found in the temporary folder, even while it is open', async () => {
    const spool = createSpool({ inMemoryPerBody: 0, inMemory: 0 })
    const before = readdirSync(tmpdir()).filter(name => name.startsWith('meshmedic-')).length
    const writer = spool.writer()
    await writer.write(Buffer.alloc(2 * 1024 * 1024, 'x'))
    const body = await writer.finish()
    assert.equal(readdirSync(tmpdir()).filter(name => name.startsWith('meshmedic-')).length, before)
    assert.equal((await bytesOf(body.open())).length, 2 * 1024 * 1024)
    await spool.close()
  })
})
