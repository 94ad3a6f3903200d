import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { followFile } from '../../../src/logs/inputs/follow-file.ts'
import { untilAborted } from '../../../src/logs/inputs/read-bytes.ts'

describe('logs: following a file', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-follow-')) })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Follows while `act` writes, each step once the one before was seen. */
  async function follow(path: string, steps: readonly (readonly [act: () => void, seen: string])[]): Promise<string> {
    const stop = new AbortController()
    let seen = ''
    const reading = (async () => {
      for await (const followed of followFile(path, stop.signal, 5)) seen += 'bytes' in followed ? Buffer.from(followed.bytes).toString() : `<${followed.begins}>`
    })()
    for (const [act, expected] of steps) {
      act()
      for (let i = 0; i < 400 && !seen.endsWith(expected); i++) await sleep(5)
    }
    stop.abort()
    await reading
    return seen
  }

  it('reads what is there, what is added, a file that takes its place, and one that is truncated', async () => {
    const path = join(folder, 'a.log')
    writeFileSync(path, 'one\n')
    assert.equal(await follow(path, [
      [() => undefined, 'one\n'],
      [() => appendFileSync(path, 'two\n'), 'two\n'],
      [() => { appendFileSync(path, 'last\n'); renameSync(path, `${path}.1`); writeFileSync(path, 'three\n') }, 'three\n'],
      [() => { truncateSync(path, 0) }, '<truncated>'],
      [() => appendFileSync(path, 'four\n'), 'four\n'],
    ]), 'one\ntwo\nlast\n<rotated>three\n<truncated>four\n')
  })

  it('waits for a file that is not there yet', async () => {
    const path = join(folder, 'later.log')
    assert.equal(await follow(path, [[() => writeFileSync(path, 'here\n'), 'here\n']]), 'here\n')
  })

  it('a source that never ends is left when the signal comes', async () => {
    const stop = new AbortController()
    const endless = async function* (): AsyncGenerator<number> {
      yield 1
      await new Promise(() => undefined)
    }
    const seen: number[] = []
    setTimeout(() => stop.abort(), 20)
    for await (const item of untilAborted(endless(), stop.signal)) seen.push(item)
    assert.deepEqual(seen, [1])
  })

  it('nothing of a chunk stays with the signal', async () => {
    const { signal } = new AbortController()
    const source = async function* (): AsyncGenerator<number> {
      for (let i = 0; i < 50; i++) {
        await sleep(0)
        yield i
      }
    }
    for await (const chunk of untilAborted(source(), signal)) assert.ok(chunk < 50 && getEventListeners(signal, 'abort').length <= 1)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })
})
