import { pipeline, Readable } from 'node:stream'
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/**
 * Undoes a content-encoding that nobody asked for. Decompression yields small chunks on demand, so whoever counts the bytes
 * it gives also bounds what a bomb can do. Undefined for an encoding we do not know.
 */
export function decodeBody(body: Readable, encoding: string | undefined): AsyncIterable<Uint8Array> | undefined {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity') return body
  const decoder = decoders[name]?.()
  if (decoder === undefined) return undefined
  // Errors arrive at the reader of `decoder`; the callback only keeps them from being thrown twice.
  pipeline(body, decoder, () => undefined)
  return decoder
}

const decoders: Readonly<Record<string, () => Transform>> = {
  'gzip': () => createGunzip(),
  'x-gzip': () => createGunzip(),
  'deflate': () => createInflate(),
  'br': () => createBrotliDecompress(),
}
