import assert from 'node:assert/strict'
import { readCorpus } from '../../fuzz/corpus.ts'
import { Session } from '../../fuzz/session.ts'
import { demand, type Target } from '../../fuzz/target.ts'
import { findTarget, targets } from '../../fuzz/targets.ts'

/** Some thousand of a cheap target, a few of a dear one: all of them together take some seconds. */
const inputsOf = ({ inputs }: Target): number => Math.max(4, Math.round(inputs / 600))

const tell = (session: Session): string[] => [...session.breakages.values()].map(({ why, input }) => `${why}\n  input ${JSON.stringify(Buffer.from(input).toString('latin1').slice(0, 300))}`)

describe('fuzzing', () => {
  for (const target of targets) {
    it(`${target.name}: what once broke it, what it begins with, and some chance`, async () => {
      const session = new Session(target, 1, readCorpus(target.name).values())
      await session.replay()
      await session.run(inputsOf(target))
      assert.deepEqual(tell(session), [])
      assert.ok(session.outcomes.size > 1, 'every input has the same outcome')
    })
  }

  const seeds = (): Uint8Array[] => [new TextEncoder().encode('some long text with a number 1735 in it')]
  it('finds what breaks, and makes it small', async () => {
    const session = new Session({ name: 'x', inputs: 1, seeds, run: input => {
      demand(!input.includes(0), 'it holds a zero')
      return String(input.length)
    } }, 1, [])
    await session.replay()
    await session.run(3000)
    assert.deepEqual([...session.breakages.values()].map(({ input }) => [...input]), [[0]])
  })

  it('finds what takes too long', async () => {
    const session = new Session({ name: 'x', inputs: 1, seeds, limit: 5, run: () => {
      for (const start = performance.now(); performance.now() - start < 8;);
      return ''
    } }, 1, [])
    await session.replay()
    assert.match(tell(session).join(), /took more than 5 ms/)
  })

  it('takes the same way for the same seed, and another for another', async () => {
    const run = async (seed: number): Promise<string[]> => {
      const seen: string[] = []
      const session = new Session({ name: 'x', inputs: 1, seeds, run: input => {
        seen.push(Buffer.from(input).toString('hex'))
        return String(input.length)
      } }, seed, [])
      await session.run(200)
      // What took long is run again to see whether it does.
      return [...new Set(seen)]
    }
    assert.deepEqual(await run(1), await run(1))
    assert.notDeepEqual(await run(1), await run(2))
  })

  it('names its targets once each, and says which there are', () => {
    assert.equal(new Set(targets.map(target => target.name)).size, targets.length)
    assert.throws(() => findTarget('nothing'), /No target is called nothing/)
  })
})
