import { open, stat, type FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** What comes out of a followed file: bytes, or word that the file begins anew. */
export type Followed = { bytes: Uint8Array } | { begins: 'rotated' | 'truncated' }

const chunkBytes = 256 * 1024

/**
 * Reads a file and what is written to it later, as `tail -F` does: a file that another takes the place of is read to its end first, one that
 * was truncated is read from its start, one that is gone is waited for. Ends with the signal.
 */
export async function * followFile(path: string, signal: AbortSignal, pollMilliseconds: number): AsyncGenerator<Followed> {
  let file: { handle: FileHandle, identity: string } | undefined
  let followed = false
  let position = 0
  const readOn = async function * (): AsyncGenerator<Followed> {
    for (let bytes = await readAt(file?.handle, position); bytes.length > 0 && !signal.aborted; bytes = await readAt(file?.handle, position)) {
      position += bytes.length
      yield { bytes }
    }
  }
  try {
    while (!signal.aborted) {
      yield* readOn()
      const there = await identify(path)
      if (there !== undefined && there.identity !== file?.identity) {
        // What was written to the old file until it was replaced.
        yield* readOn()
        await file?.handle.close()
        const handle = await tryOpen(path)
        file = handle === undefined ? undefined : { handle, identity: there.identity }
        if (handle === undefined) {
          await pause(pollMilliseconds, signal)
          continue
        }
        if (followed) yield { begins: 'rotated' }
        followed = true
        position = 0
      } else if (there !== undefined && there.size < position) {
        position = 0
        yield { begins: 'truncated' }
      } else await pause(pollMilliseconds, signal)
    }
  } finally {
    await file?.handle.close()
  }
}

async function readAt(handle: FileHandle | undefined, position: number): Promise<Uint8Array> {
  if (handle === undefined) return new Uint8Array(0)
  const { buffer, bytesRead } = await handle.read(new Uint8Array(chunkBytes), 0, chunkBytes, position)
  return buffer.subarray(0, bytesRead)
}

async function identify(path: string): Promise<{ identity: string, size: number } | undefined> {
  try {
    const { dev, ino, size } = await stat(path)
    return { identity: `${dev}:${ino}`, size }
  } catch {
    return undefined
  }
}

async function tryOpen(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path)
  } catch {
    return undefined
  }
}

/** Ends early, without an error, with the signal. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}
