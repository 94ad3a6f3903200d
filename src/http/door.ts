import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import type { Failure } from '../snapshot/snapshot.ts'
import type { Spool, Spooled, SpoolWriter } from '../snapshot/spool.ts'
import { isAllowed } from './allow-list.ts'
import { decodeBody } from './decode-body.ts'
import { explainError } from './failure.ts'
import type { LiveTarget } from './target.ts'

export interface Limits {
  /** Until the connection stands. */
  connectSeconds: number
  /** Until the last byte of the body. */
  requestSeconds: number
  /** Of one body, after decompression. */
  maxBytes: number
  maxHeaderBytes: number
  /** Says why an IP address must not be connected to; asked of what a name resolves to, at the moment it is connected to. */
  denyAddress?: ((address: string) => string | undefined) | undefined
}

export const defaultLimits: Limits = {
  connectSeconds: 5,
  requestSeconds: 30,
  maxBytes: 256 * 1024 * 1024,
  maxHeaderBytes: 64 * 1024,
}

/** What one GET gave. A failure may come with the part of the body that was read before it. */
export interface Got {
  status: number | undefined
  headers: Readonly<Record<string, string>>
  body: Spooled | undefined
  /** When the answer began, milliseconds since the epoch, by this machine's clock. */
  readAt: number
  failure: Failure | undefined
}

/** One target's connection. It sends GET, one request at a time, and nothing that the allow-list does not name. */
export interface Door {
  /** Never throws for what the other side does; a path outside the allow-list is a bug of ours and throws. */
  get: (pathAndQuery: string, options?: { signal?: AbortSignal | undefined, seconds?: number | undefined }) => Promise<Got>
  close: () => Promise<void>
}

/** Opens the door to a target; bodies go to `spool`. Loads the HTTP client only now, so that offline work never pays for it. */
export async function openDoor(target: LiveTarget, spool: Spool, limits: Limits = defaultLimits): Promise<Door> {
  const { Client } = await import('./client.ts')
  const client = new Client(target.origin, {
    connect: {
      timeout: limits.connectSeconds * 1000,
      ...(target.socketPath !== undefined && { socketPath: target.socketPath }),
      ...(limits.denyAddress !== undefined && { lookup: guardLookup(limits.denyAddress) }),
    },
    maxHeaderSize: limits.maxHeaderBytes,
    // One deadline over the whole request replaces the client's own timers, which a slow drip resets.
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
    maxResponseSize: -1,
  })

  async function get(path: string, options: { signal?: AbortSignal | undefined, seconds?: number | undefined } = {}): Promise<Got> {
    if (!isAllowed(path)) throw new Error(`not on the list of read-only requests: ${path}`)
    // A name is checked when it is looked up; an address is never looked up.
    const denied = target.socketPath === undefined ? denyLiteral(target, limits) : undefined
    if (denied !== undefined) return { status: undefined, headers: {}, body: undefined, readAt: Date.now(), failure: denied }
    const seconds = Math.min(limits.requestSeconds, options.seconds ?? limits.requestSeconds)
    const deadline = AbortSignal.timeout(Math.max(0, Math.ceil(seconds * 1000)))
    const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal])
    const writer = spool.writer()
    const got: Got = { status: undefined, headers: {}, body: undefined, readAt: Date.now(), failure: undefined }
    const interrupt = (): Failure | undefined => options.signal?.aborted === true
      ? { reason: 'interrupted', message: 'interrupted' }
      : deadline.aborted ? { reason: 'timeout', message: `no complete answer in ${formatSeconds(seconds)}` } : undefined
    try {
      const response = await client.request({
        method: 'GET',
        path: `${target.basePath}${path}`,
        headers: { 'user-agent': 'meshmedic', ...(target.authorization !== undefined && { authorization: target.authorization }) },
        signal,
      })
      got.readAt = Date.now()
      got.status = response.statusCode
      got.headers = flattenHeaders(response.headers)
      // Its error is seen by whoever iterates; an aborted body that nobody iterates any more may still emit one.
      response.body.on('error', () => undefined)
      got.failure = await readBody(response.body, got.headers['content-encoding'], limits.maxBytes, writer, interrupt)
    } catch (error) {
      got.failure = error instanceof DeniedAddress ? { reason: 'refused', message: error.message } : interrupt() ?? explainError(error)
    }
    try {
      got.body = got.status === undefined ? undefined : await writer.finish()
    } catch (error) {
      got.failure ??= explainError(error)
    }
    return got
  }

  return { get, close: () => client.destroy() }
}

class DeniedAddress extends Error {}

function denyLiteral({ origin }: LiveTarget, { denyAddress }: Limits): Failure | undefined {
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '')
  const reason = isIP(host) === 0 ? undefined : denyAddress?.(host)
  return reason === undefined ? undefined : tellDenied(host, reason)
}

function tellDenied(address: string, reason: string): Failure {
  return { reason: 'refused', message: `${address} is ${reason}: such addresses are not connected to` }
}

/** Looks a name up, and gives an error where any of its addresses is denied. */
function guardLookup(denyAddress: (address: string) => string | undefined): LookupFunction {
  return (name, options, callback) => lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0)
    for (const { address } of addresses) {
      const reason = denyAddress(address)
      if (reason !== undefined) return callback(new DeniedAddress(tellDenied(`${name} (${address})`, reason).message), '', 0)
    }
    const [first] = addresses
    if (options.all === true) callback(null, addresses)
    else callback(null, first?.address ?? '', first?.family ?? 0)
  })
}

async function readBody(
  body: Readable, encoding: string | undefined, maxBytes: number, writer: SpoolWriter, interrupt: () => Failure | undefined,
): Promise<Failure | undefined> {
  const decoded = decodeBody(body, encoding)
  if (decoded === undefined) {
    body.destroy()
    return { reason: 'unreadable', message: `the content-encoding ${JSON.stringify(encoding)} is unknown` }
  }
  let bytes = 0
  try {
    for await (const chunk of decoded) {
      if (bytes + chunk.length > maxBytes) {
        await writer.write(chunk.subarray(0, maxBytes - bytes))
        body.destroy()
        return { reason: 'too-large', message: `larger than ${formatBytes(maxBytes)}; the rest was not read` }
      }
      bytes += chunk.length
      await writer.write(chunk)
    }
    return undefined
  } catch (error) {
    body.destroy()
    const stopped = interrupt()
    if (stopped !== undefined) return bytes === 0 ? stopped : { ...stopped, message: `${stopped.message}; ${formatBytes(bytes)} of it came` }
    const failure = explainError(error)
    return failure.reason === 'unreadable' ? failure : { reason: 'cut', message: `the connection ended in the middle, after ${formatBytes(bytes)}` }
  }
}

function flattenHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const flat: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}

function formatSeconds(seconds: number): string {
  return `${Number(seconds.toFixed(1))} s`
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const mebibytes = bytes / 1024 / 1024
  return mebibytes < 1 ? `${Math.round(bytes / 1024)} KiB` : `${Number(mebibytes.toFixed(1))} MiB`
}
