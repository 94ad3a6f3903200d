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
  let handle: FileHandle | undefined
  let identity = ''
  let position = 0
  const buffer = Buffer.allocUnsafe(chunkBytes)
  try {
    while (!signal.aborted) {
      if (handle !== undefined) {
        const { bytesRead } = await handle.read(buffer, 0, chunkBytes, position)
        if (bytesRead > 0) {
          position += bytesRead
          yield { bytes: Uint8Array.prototype.slice.call(buffer, 0, bytesRead) }
          continue
        }
      }
      const there = await identify(path)
      if (there !== undefined && (handle === undefined || there.identity !== identity)) {
        await handle?.close()
        handle = await tryOpen(path)
        if (handle !== undefined) {
          if (identity !== '') yield { begins: 'rotated' }
          identity = there.identity
          position = 0
          continue
        }
      } else if (there !== undefined && there.size < position) {
        position = 0
        yield { begins: 'truncated' }
        continue
      }
      await pause(pollMilliseconds, signal)
    }
  } finally {
    await handle?.close()
  }
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
