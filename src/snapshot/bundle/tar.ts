import { extract, pack } from 'tar-stream'
import type { Pack } from 'tar-stream'
import type { Spooled } from '../spool.ts'

/** One regular file of an archive. Its body has to be read to its end before the next entry comes. */
export interface TarEntry {
  name: string
  bytes: number
  mtime: number | undefined
  body: AsyncIterable<Uint8Array>
  /** Whether it is a regular file; links, devices and folders have no content we would use. */
  isFile: boolean
}

/** Reads an archive entry by entry; throws what the reader throws where the archive is damaged or cut. */
export async function * readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = extract()
  const feeding = feed(source, reader)
  // The loop below sees the error; this only keeps it from being called unhandled.
  feeding.catch(() => undefined)
  try {
    for await (const entry of reader) {
      const { name, size, mtime, type } = entry.header
      yield { name, bytes: size, mtime: mtime.getTime(), body: entry as AsyncIterable<Uint8Array>, isFile: type === 'file' || type === 'contiguous-file' }
      // What nobody read is skipped.
      entry.resume()
    }
    await feeding
  } finally {
    reader.destroy()
  }
}

/** What Node's streams and those of the tar library have in common. */
interface Writer {
  readonly destroyed: boolean
  write(chunk: Uint8Array): boolean
  end(last: undefined): unknown
  destroy(error?: Error): unknown
  once(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
}

async function feed(source: AsyncIterable<Uint8Array>, writer: Writer): Promise<void> {
  try {
    for await (const chunk of source) {
      if (writer.destroyed) return
      if (!writer.write(chunk)) await drained(writer)
    }
    writer.end(undefined)
  } catch (error) {
    writer.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

function drained(writer: Writer): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      writer.off('drain', done)
      writer.off('close', done)
      resolve()
    }
    writer.once('drain', done)
    writer.once('close', done)
    if (writer.destroyed) done()
  })
}

/** Writes an archive: the same entries give the same bytes, whoever writes them and when. */
export async function * writeTar(entries: readonly { name: string, content: Spooled }[]): AsyncGenerator<Uint8Array> {
  const writer = pack()
  const filling = (async () => {
    try {
      for (const { name, content } of entries) await writeEntry(writer, name, content)
      writer.finalize()
    } catch (error) {
      writer.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  })()
  for await (const chunk of writer as AsyncIterable<Uint8Array>) yield chunk
  await filling
}

function writeEntry(writer: Pack, name: string, content: Spooled): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const header = { name, size: content.bytes, mode: 0o600, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' }
    const entry = writer.entry(header, error => {
      if (error === null || error === undefined) resolve()
      else reject(error)
    })
    fill(entry, content).catch(reject)
  })
}

async function fill(entry: Writer, content: Spooled): Promise<void> {
  for await (const chunk of content.open()) {
    if (!entry.write(chunk)) await drained(entry)
  }
  entry.end(undefined)
}
