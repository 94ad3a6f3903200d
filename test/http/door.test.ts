import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defaultLimits, openDoor } from '../../src/http/door.ts'
import type { Got, Limits } from '../../src/http/door.ts'
import { parseTarget } from '../../src/http/target.ts'
import { createSpool } from '../../src/snapshot/spool.ts'

const ok = 'HTTP/1.1 200 OK\r\n'
const MiB = 1024 * 1024

/** A server that writes raw bytes, so that it can break every rule. */
async function serveRaw(respond: (socket: Socket) => void): Promise<{ server: Server, url: string, sockets: Set<Socket> }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => respond(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets }
}

async function getFrom(respond: (socket: Socket) => void, limits: Partial<Limits> = {}, path = '/stats'): Promise<{ got: Got, text: string }> {
  const { server, url, sockets } = await serveRaw(respond)
  const spool = createSpool()
  const door = await openDoor(parseTarget(url), spool, { ...defaultLimits, requestSeconds: 5, ...limits })
  try {
    const got = await door.get(path)
    let text = ''
    for await (const chunk of got.body?.open() ?? []) text += Buffer.from(chunk).toString('latin1')
    return { got, text }
  } finally {
    await door.close()
    for (const socket of sockets) socket.destroy()
    server.close()
    await spool.close()
  }
}

function endlessly(socket: Socket, piece: Buffer | string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', more)
  }
  more()
}

describe('the door to a proxy', () => {
  const cases: { name: string, respond: (socket: Socket) => void, limits?: Partial<Limits>, reason: string | undefined, message?: RegExp, text?: string | ((text: string) => boolean) }[] = [
    { name: 'a plain answer', respond: s => s.end(`${ok}content-length: 5\r\n\r\na: 1\n`), reason: undefined, text: 'a: 1\n' },
    {
      name: 'an endless body stops at the limit and keeps the part', respond: s => { s.write(`${ok}\r\n`); endlessly(s, Buffer.alloc(65_536, 'x')) },
      limits: { maxBytes: 3 * MiB }, reason: 'too-large', message: /larger than 3 MiB/, text: text => text.length === 3 * MiB,
    },
    {
      name: 'a gzip bomb stops at the limit', respond: s => { s.write(`${ok}content-encoding: gzip\r\n\r\n`); s.end(gzipSync(Buffer.alloc(64 * MiB))) },
      limits: { maxBytes: 2 * MiB }, reason: 'too-large', message: /larger than 2 MiB/, text: text => text.length === 2 * MiB,
    },
    { name: 'gzip that nobody asked for is undone', respond: s => { s.write(`${ok}content-encoding: gzip\r\n\r\n`); s.end(gzipSync('a: 1\n')) }, reason: undefined, text: 'a: 1\n' },
    { name: 'brotli that nobody asked for is undone', respond: s => { s.write(`${ok}content-encoding: br\r\n\r\n`); s.end(brotliCompressSync('a: 1\n')) }, reason: undefined, text: 'a: 1\n' },
    { name: 'a gzip body that is cut', respond: s => { s.write(`${ok}content-encoding: gzip\r\n\r\n`); s.end(gzipSync('a: 1\n'.repeat(9999)).subarray(0, 60)) }, reason: 'cut' },
    { name: 'an unknown encoding', respond: s => s.end(`${ok}content-encoding: zork\r\n\r\nabc`), reason: 'unreadable', message: /zork/ },
    {
      name: 'headers that never end', respond: s => { s.write(ok); endlessly(s, `x-a: ${'b'.repeat(1000)}\r\n`) }, reason: 'too-large', message: /headers/,
    },
    {
      name: 'a slow drip ends at the deadline and keeps the part', limits: { requestSeconds: 0.5 },
      respond: s => {
        s.write(`${ok}\r\n`)
        const timer = setInterval(() => s.destroyed ? clearInterval(timer) : s.write('a: 1\n'), 50)
      }, reason: 'timeout', message: /no complete answer in 0.5 s; \d+ bytes of it came/, text: text => text.startsWith('a: 1\n'),
    },
    { name: 'a server that says nothing', limits: { requestSeconds: 0.3 }, respond: () => undefined, reason: 'timeout', message: /in 0.3 s$/ },
    { name: 'a content-length that promises more', respond: s => s.end(`${ok}content-length: 500\r\n\r\na: 1\n`), reason: 'cut', message: /after 5 bytes/, text: 'a: 1\n' },
    { name: 'a content-length that promises less', respond: s => s.end(`${ok}content-length: 5\r\n\r\na: 1\nb: 2\n`), reason: undefined, text: 'a: 1\n' },
    { name: 'chunks that stop in the middle', respond: s => s.end(`${ok}transfer-encoding: chunked\r\n\r\n5\r\na: 1\n\r\n`), reason: 'cut', text: 'a: 1\n' },
    { name: 'a connection that closes at once', respond: s => s.destroy(), reason: 'reset' },
    { name: 'a reset', respond: s => s.resetAndDestroy(), reason: 'reset' },
    { name: 'a protocol that is not HTTP', respond: s => s.end('SSH-2.0-OpenSSH_9.6\r\n'), reason: 'not-envoy', message: /not HTTP/ },
  ]
  for (const { name, respond, limits, reason, message, text } of cases) {
    it(name, async () => {
      const { got, text: body } = await getFrom(respond, limits)
      assert.equal(got.failure?.reason, reason, got.failure?.message)
      if (message !== undefined) assert.match(got.failure?.message ?? '', message)
      if (typeof text === 'string') assert.equal(body, text)
      else if (text !== undefined) assert.ok(text(body), `${body.length} characters`)
    })
  }

  it('does not follow a redirect', async () => {
    let asked = 0
    const { got } = await getFrom(s => { asked++; s.end('HTTP/1.1 302 Found\r\nlocation: /quitquitquit\r\ncontent-length: 0\r\n\r\n') })
    assert.deepEqual([got.status, got.headers['location'], asked], [302, '/quitquitquit', 1])
  })

  const unreachable: readonly (readonly [string, string, string])[] = [
    ['http://127.0.0.1:1', 'refused', 'connection refused: nothing listens there'],
    ['http://no-such-host.invalid:9901', 'dns', 'host name'],
    ['unix:/no/such/admin.sock', 'refused', 'there is no such socket'],
  ]
  for (const [url, reason, message] of unreachable) {
    it(`explains ${url}`, async () => {
      const spool = createSpool()
      const door = await openDoor(parseTarget(url), spool)
      const got = await door.get('/stats')
      await door.close()
      assert.equal(got.failure?.reason, reason)
      assert.ok(got.failure.message.includes(message), got.failure.message)
      assert.equal(got.body, undefined)
    })
  }

  it('asks no proxy of the environment', async () => {
    const before = process.env['http_proxy']
    process.env['http_proxy'] = 'http://127.0.0.1:1'
    try {
      assert.equal((await getFrom(s => s.end(`${ok}\r\na: 1\n`))).text, 'a: 1\n')
    } finally {
      if (before === undefined) delete process.env['http_proxy']
      else process.env['http_proxy'] = before
    }
  })

  it('stops when interrupted, and keeps the part', async () => {
    const { server, url, sockets } = await serveRaw(s => s.write(`${ok}\r\na: 1\n`))
    const spool = createSpool()
    const door = await openDoor(parseTarget(url), spool)
    const got = await door.get('/stats', { signal: AbortSignal.timeout(200) })
    assert.equal(got.failure?.reason, 'interrupted')
    assert.equal(got.body?.bytes, 5)
    await door.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  it('refuses to send what is not on the list', async () => {
    const door = await openDoor(parseTarget('http://127.0.0.1:1'), createSpool())
    await assert.rejects(door.get('/quitquitquit'), /read-only/)
    await door.close()
  })
})
