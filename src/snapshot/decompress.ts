import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface InflateLimits {
  /** Most bytes that may come out. */
  bytes: number
  /** Most bytes out for a byte in; judged once `ratioFrom` bytes are out, as short texts compress without bounds. */
  ratio: number
  ratioFrom: number
}

const GiB = 1024 ** 3

/** Logs of one repeated line reach 200 to 1; a bomb is past 1,000 to 1. */
export const inflateLimits: InflateLimits = { bytes: 8 * GiB, ratio: 300, ratioFrom: 64 * 1024 * 1024 }

/** Thrown where decompression was stopped on purpose. */
export class TooLarge extends Error {}

/** Undoes gzip, chunk by chunk; throws what zlib throws for bytes that are no gzip or end early, and TooLarge at a limit. */
export async function * gunzip(source: AsyncIterable<Uint8Array>, limits: InflateLimits = inflateLimits): AsyncGenerator<Uint8Array> {
  let [bytesIn, bytesOut] = [0, 0]
  async function * count(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      bytesIn += chunk.length
      yield chunk
    }
  }
  const decoder = createGunzip({ chunkSize: 256 * 1024 })
  // Errors arrive at the loop below; the callback only keeps them from being thrown twice.
  pipeline(Readable.from(count(), { objectMode: false, highWaterMark: 64 * 1024 }), decoder, () => undefined)
  for await (const chunk of decoder as AsyncIterable<Buffer>) {
    bytesOut += chunk.length
    if (bytesOut > limits.bytes) throw new TooLarge(`more than ${limits.bytes} bytes after decompression`)
    if (bytesOut > limits.ratioFrom && bytesOut / Math.max(1, bytesIn) > limits.ratio) {
      throw new TooLarge(`compressed more than ${limits.ratio} to 1, as an archive is that is meant to do harm`)
    }
    yield chunk
  }
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
