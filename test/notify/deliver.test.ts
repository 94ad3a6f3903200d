import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { ConfigurationError } from '../../src/errors.ts'
import { deliverDue } from '../../src/notify/deliver.ts'
import type { Message } from '../../src/notify/notice.ts'
import type { ReceiverConfig } from '../../src/notify/receiver.ts'
import { secretReader } from '../../src/notify/secrets.ts'
import { parseTemplate } from '../../src/notify/template.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { SweepStore } from '../../src/store/store.ts'
import { newStorePath, runOnce } from '../store/sample.ts'
import { aNotice, aReceiver } from './sample.ts'
import { startReceiver } from './servers.ts'

const signal = new AbortController().signal
const hostile = aNotice({}, { message: 'x\u001b[2J"\\\n\r<!channel> & <https://evil|here>\u202e', label: '"},{"a":"' })

describe('delivery', () => {
  let store: SweepStore
  let now = 1000
  beforeEach(async () => {
    store = await openStore(newStorePath())
    now = 1000
  })
  afterEach(() => store.close())

  const put = (messages: readonly Message[], receiver = 'ops') => runOnce(store, 1, { outbox: messages.map((message, i) => ({ key: `k${i}`, receiver, body: JSON.stringify(message), due: 1 })) })
  const deliver = (receivers: readonly ReceiverConfig[], environment: Record<string, string> = {}) => deliverDue(store, receivers, { secrets: secretReader(environment), now: () => now, signal })
  const notice = (changes: Parameters<typeof aNotice>[0] = {}): Message => ({ what: 'notice', notice: aNotice(changes) })

  it('of a webhook is signed JSON with a key', async () => {
    const server = await startReceiver()
    await put([notice()])
    assert.deepEqual(await deliver([aReceiver({ kind: 'webhook', url: `${server.url}/hook`, secret: { env: 'SECRET' } })], { SECRET: 's3' }), { delivered: 1, waiting: [], failed: [] })
    const [got] = server.received
    assert.deepEqual(JSON.parse(got?.body ?? ''), aNotice())
    assert.equal(got?.headers['idempotency-key'], 'k0')
    const timestamp = String(got.headers['x-meshmedic-timestamp'])
    assert.equal(got.headers['x-meshmedic-signature'], `sha256=${createHmac('sha256', 's3').update(`${timestamp}.${got.body}`).digest('hex')}`)
    assert.deepEqual(await store.countMessages(), { waiting: 0, failed: 0 })
    await server.close()
  })

  it('is tried again after 500, later each time, in order, and under the same key', async () => {
    const server = await startReceiver([500, 503, 200])
    const receivers = [aReceiver({ kind: 'webhook', url: server.url, secret: undefined })]
    await put([notice({ run: 1 }), notice({ run: 2 })])
    assert.deepEqual((await deliver(receivers)).waiting, [{ receiver: 'ops', why: 'answered 500' }])
    now += 5000
    assert.deepEqual(await deliver(receivers), { delivered: 0, waiting: [], failed: [] }, 'what comes behind waits too')
    now += 6000
    assert.equal((await deliver(receivers)).waiting.length, 1)
    now += 11_000
    assert.equal((await deliver(receivers)).delivered, 0)
    now += 10_000
    assert.equal((await deliver(receivers)).delivered, 2)
    assert.deepEqual(server.received.map(got => [got.headers['idempotency-key'], (JSON.parse(got.body) as { run: number }).run]), [['k0', 1], ['k0', 1], ['k0', 1], ['k1', 2]])
    await server.close()
  })

  it('is given up after a day', async () => {
    const server = await startReceiver([500])
    await put([notice()])
    now += 90_000_000
    assert.equal((await deliver([aReceiver({ kind: 'webhook', url: server.url, secret: undefined })])).failed.length, 1)
    assert.deepEqual(await store.countMessages(), { waiting: 0, failed: 1 })
    await server.close()
  })

  it('follows no redirect, and gives up', async () => {
    const other = await startReceiver()
    const server = await startReceiver([{ status: 307, location: other.url }])
    await put([notice()])
    assert.match((await deliver([aReceiver({ kind: 'webhook', url: server.url, secret: undefined })])).failed[0]?.why ?? '', /redirect/)
    assert.deepEqual(other.received, [])
    await Promise.all([server.close(), other.close()])
  })

  it('is not held up by a receiver that hangs, and a refused one does not stop another', async function () {
    this.timeout(30_000)
    const [hanging, good] = [await startReceiver(['hang']), await startReceiver()]
    await runOnce(store, 1, { outbox: [{ key: 'a', receiver: 'slow', body: JSON.stringify(notice()), due: 1 }, { key: 'a', receiver: 'good', body: JSON.stringify(notice()), due: 1 }, { key: 'a', receiver: 'closed', body: JSON.stringify(notice()), due: 1 }, { key: 'a', receiver: 'unknown', body: JSON.stringify(notice()), due: 1 }] })
    const to = (name: string, url: string) => aReceiver({ kind: 'webhook', url, secret: undefined }, { name })
    const { delivered, waiting, failed } = await deliver([to('slow', hanging.url), to('good', good.url), to('closed', 'http://127.0.0.1:1/')])
    assert.deepEqual([delivered, waiting.map(w => `${w.receiver} ${w.why}`).sort(), failed.map(f => f.receiver)], [1, ['closed ECONNREFUSED', 'slow no answer in 10 s'], ['unknown']])
    await Promise.all([hanging.close(), good.close()])
  })

  it('never tells a secret where it fails', async () => {
    await put([notice()])
    const { waiting } = await deliver([aReceiver({ kind: 'slack', url: { env: 'SLACK_URL' } })], { SLACK_URL: 'https://127.0.0.1:1/T000/secret' })
    assert.equal(waiting.length, 1)
    assert.doesNotMatch(JSON.stringify(waiting) + JSON.stringify(await store.dueMessages(now + 1e9, 9)), /secret/)
    now += 20_000
    assert.deepEqual((await deliver([aReceiver({ kind: 'slack', url: { env: 'SLACK_URL' } })])).waiting.map(w => w.why), ['the environment variable SLACK_URL is not set'])
  })

  it('to Slack cannot mention, link or draw', async () => {
    const server = await startReceiver()
    await put([{ what: 'notice', notice: hostile }])
    await deliver([aReceiver({ kind: 'slack', url: server.url })])
    const { text } = JSON.parse(server.received[0]?.body ?? '') as { text: string }
    assert.doesNotMatch(text, /[<>]|\u001b|\u202e/)
    assert.match(text, /OPENED critical: x\\x1b/)
    await server.close()
  })

  it('by a template is escaped for where it goes', async () => {
    const server = await startReceiver()
    await put([{ what: 'notice', notice: hostile }])
    await deliver([aReceiver({ kind: 'webhook', url: server.url, secret: undefined }, { template: parseTemplate('{"text":"{{ message }} on {{label}}"}', 't') })])
    assert.deepEqual(JSON.parse(server.received[0]?.body ?? ''), { text: `${hostile.cause.message} on ${hostile.cause.label}` })
    await server.close()
  })

  it('of a template with an unknown word is an error with its place', () => {
    assert.throws(() => parseTemplate('a\n{{ nobody }}', 't.txt'), (error: unknown) => error instanceof ConfigurationError && /t\.txt:2:1 .*"nobody"/.test(error.message))
  })

  it('to PagerDuty triggers and resolves one incident', async () => {
    const server = await startReceiver([202])
    await put([notice(), notice({ kind: 'resolved' })])
    await deliver([aReceiver({ kind: 'pagerduty', url: server.url, routingKey: { env: 'PD' } })], { PD: 'R0' })
    const [trigger, resolve] = server.received.map(got => JSON.parse(got.body) as Record<string, unknown>)
    assert.deepEqual([trigger?.event_action, trigger?.routing_key, (trigger?.payload as Record<string, unknown>).severity], ['trigger', 'R0', 'critical'])
    assert.deepEqual(resolve, { routing_key: 'R0', dedup_key: trigger?.dedup_key, event_action: 'resolve' })
    await server.close()
  })

  it('to a command is JSON on its standard input, without a shell; a failure is tried again', async function () {
    if (process.platform === 'win32') this.skip()
    const folder = mkdtempSync(join(tmpdir(), 'meshmedic-command-'))
    const program = join(folder, 'tell')
    writeFileSync(program, '#!/bin/sh\ncat > "$1"\nexit "$2"\n')
    chmodSync(program, 0o755)
    await put([{ what: 'notice', notice: hostile }])
    const out = join(folder, 'out; touch evil')
    assert.match((await deliver([aReceiver({ kind: 'command', run: [program, out, '3'] })])).waiting[0]?.why ?? '', /ended with 3/)
    now += 20_000
    assert.equal((await deliver([aReceiver({ kind: 'command', run: [program, out, '0'] })])).delivered, 1)
    assert.deepEqual(JSON.parse(readFileSync(out, 'utf8')), hostile)
    assert.equal(existsSync(join(folder, 'evil')), false)
    now += 20_000
    await runOnce(store, 2, { outbox: [{ key: 'z', receiver: 'ops', body: JSON.stringify(notice()), due: 1 }] })
    assert.match((await deliver([aReceiver({ kind: 'command', run: [join(folder, 'nobody')] })])).waiting[0]?.why ?? '', /ENOENT/)
  })

  describe('by e-mail', () => {
    const start = async (options: ConstructorParameters<typeof SMTPServer>[0]) => {
      const mails: string[] = []
      const server = new SMTPServer({
        disabledCommands: ['STARTTLS'], authOptional: true, logger: false, ...options,
        onData(stream, _session, callback) {
          let mail = ''
          stream.on('data', (chunk: Buffer) => { mail += chunk.toString() })
          stream.on('end', () => {
            mails.push(mail)
            callback()
          })
        },
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      return { mails, url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, close: () => new Promise<void>(resolve => server.close(() => resolve())) }
    }
    const email = (smtp: string, more: object = {}): ReceiverConfig => aReceiver({ kind: 'email', smtp, user: undefined, password: undefined, from: 'mesh@example.org', to: ['a@example.org', 'b@example.org'], ...more })

    it('reaches a real server, and no name can add a header', async () => {
      const server = await start({})
      await put([{ what: 'notice', notice: aNotice({}, { message: 'x\r\nBcc: evil@example.org\r\n\r\nhello' }) }])
      assert.deepEqual(await deliver([email(server.url)]), { delivered: 1, waiting: [], failed: [] })
      const [head = '', ...body] = server.mails[0]?.split('\r\n\r\n') ?? []
      assert.match(head, /^To: a@example\.org, b@example\.org/m)
      assert.match(head, /^X-Meshmedic-Key: k0/mi)
      assert.doesNotMatch(head, /^Bcc/m)
      assert.match(body.join(''), /Correct the names/)
      await server.close()
    })

    it('sends no password where the server offers no TLS', async () => {
      let asked = 0
      const server = await start({ onAuth: (_auth, _session, callback) => { asked++; callback(null, { user: 'a' }) } })
      await put([notice()])
      assert.equal((await deliver([email(server.url, { user: 'a', password: { env: 'PW' } })], { PW: 'p' })).waiting.length, 1)
      assert.deepEqual([asked, server.mails], [0, []])
      await server.close()
    })

    it('gives up where the server refuses for good, and waits where it is busy', async () => {
      const busy = await start({ onMailFrom: (_address, _session, callback) => callback(Object.assign(new Error('later'), { responseCode: 451 })) })
      await put([notice()])
      assert.match((await deliver([email(busy.url)])).waiting[0]?.why ?? '', /451/)
      await busy.close()
      const never = await start({ onMailFrom: (_address, _session, callback) => callback(Object.assign(new Error('never'), { responseCode: 550 })) })
      now += 20_000
      assert.match((await deliver([email(never.url)])).failed[0]?.why ?? '', /550/)
      await never.close()
    })
  })
})
