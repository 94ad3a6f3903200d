import { mkdtemp, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Bytes that were put aside and can be read any number of times, in chunks of up to 1 MiB. */
export interface Spooled {
  bytes: number
  open: () => AsyncIterable<Uint8Array>
}

export interface SpoolWriter {
  write: (chunk: Uint8Array) => Promise<void>
  finish: () => Promise<Spooled>
}

/** Puts bodies aside: small ones in memory, the others in one private temporary file. */
export interface Spool {
  writer: () => SpoolWriter
  close: () => Promise<void>
}

export interface SpoolLimits {
  /** A body larger than this goes to the file. Bytes. */
  inMemoryPerBody: number
  /** Once all bodies in memory reach this, every further one goes to the file. Bytes. */
  inMemory: number
}

const MiB = 1024 * 1024
const defaults: SpoolLimits = { inMemoryPerBody: 4 * MiB, inMemory: 64 * MiB }

interface Extent { at: number, length: number }

/**
 * One file for all bodies, mode 0600 in a folder of its own, unlinked as soon as it is open: a thousand proxies cost one
 * descriptor, and a killed process leaves nothing behind.
 */
class SpoolFile {
  #handle: Promise<FileHandle> | undefined
  #size = 0

  async append(chunks: readonly Uint8Array[], length: number): Promise<Extent> {
    const at = this.#size
    this.#size += length
    const handle = await (this.#handle ??= openPrivateFile())
    let position = at
    for (const chunk of chunks) {
      let done = 0
      while (done < chunk.length) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position)
        done += bytesWritten
        position += bytesWritten
      }
    }
    return { at, length }
  }

  async * read(extents: readonly Extent[]): AsyncGenerator<Uint8Array> {
    if (this.#handle === undefined) return
    const handle = await this.#handle
    for (const extent of extents) {
      for (let done = 0; done < extent.length;) {
        const chunk = Buffer.allocUnsafe(Math.min(MiB, extent.length - done))
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, extent.at + done)
        if (bytesRead === 0) return
        done += bytesRead
        yield chunk.subarray(0, bytesRead)
      }
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    // A file that could not be opened has already been reported by the write that needed it.
    await handle?.then(opened => opened.close(), () => undefined)
  }
}

async function openPrivateFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'meshmedic-'))
  try {
    return await open(join(folder, 'spool'), 'wx+', 0o600)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Makes a spool; `close` gives everything back, and what was spooled cannot be read after it. */
export function createSpool(limits: SpoolLimits = defaults): Spool {
  const file = new SpoolFile()
  let inMemory = 0

  function writer(): SpoolWriter {
    const extents: Extent[] = []
    let chunks: Uint8Array[] = []
    let held = 0
    let total = 0
    let spilled = false

    async function spill(): Promise<void> {
      const [writing, length] = [chunks, held]
      chunks = []
      held = 0
      inMemory -= length
      const extent = await file.append(writing, length)
      const last = extents.at(-1)
      if (last !== undefined && last.at + last.length === extent.at) last.length += extent.length
      else extents.push(extent)
    }

    return {
      async write(chunk) {
        chunks.push(chunk)
        held += chunk.length
        total += chunk.length
        inMemory += chunk.length
        spilled ||= held > limits.inMemoryPerBody || inMemory > limits.inMemory
        if (spilled && held >= MiB / 4) await spill()
      },
      async finish() {
        if (spilled) {
          if (held > 0) await spill()
          return { bytes: total, open: () => file.read(extents) }
        }
        const kept = chunks
        return { bytes: total, open: () => readChunks(kept) }
      },
    }
  }

  return { writer, close: () => file.close() }
}

// eslint-disable-next-line @typescript-eslint/require-await
async function * readChunks(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks
}
