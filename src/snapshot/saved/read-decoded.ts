import { gunzip, isGzip, TooLarge } from '../decompress.ts'
import type { Failure } from '../snapshot.ts'

/**
 * Reads a source as its parser wants it: gzip undone, UTF-16 (what a redirect gives in PowerShell) turned into UTF-8.
 * Never throws: `onFailure` is told why the bytes end early.
 */
export async function * readDecoded(source: AsyncIterable<Uint8Array>, onFailure: (failure: Failure) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of decodeText(await inflate(source))) {
      bytes += chunk.length
      yield chunk
    }
  } catch (error) {
    onFailure(explainReadError(error, bytes))
  }
}

async function inflate(source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const { head, whole } = await peek(source, 2)
  return isGzip(head) ? gunzip(whole) : whole
}

async function * decodeText(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peek(source, 2)
  const encoding = head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined
  if (encoding === undefined) {
    yield* whole
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of whole) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

/** The first bytes, and the source with them still in it. */
async function peek(source: AsyncIterable<Uint8Array>, bytes: number): Promise<{ head: Uint8Array, whole: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let length = 0
  while (length < bytes) {
    const next = await iterator.next()
    if (next.done === true) break
    first.push(next.value)
    length += next.value.length
  }
  async function * resume(): AsyncGenerator<Uint8Array> {
    try {
      yield* first
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head: Buffer.concat(first.map(chunk => chunk.subarray(0, bytes))).subarray(0, bytes), whole: resume() }
}

/** Why a file could not be read, or not to its end. */
export function explainReadError(error: unknown, bytes: number): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof TooLarge) return { reason: 'too-large', message }
  if (code === 'Z_BUF_ERROR') return { reason: 'cut', message: `the compressed file ends in the middle, after ${bytes} bytes of content` }
  if (code.startsWith('Z_')) return { reason: 'cut', message: `the compressed file is damaged after ${bytes} bytes of content (${message})` }
  if (code === 'EACCES' || code === 'EPERM') return { reason: 'unreadable', message: 'permission denied' }
  if (code === 'ENOENT') return { reason: 'unreadable', message: 'the file is gone' }
  return { reason: 'unreadable', message }
}
