import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Message } from '../../src/notify/notice.ts'
import { deliverAlertmanager } from '../../src/notify/receivers/alertmanager.ts'
import { aNotice } from './sample.ts'
import { startReceiver, type Received } from './servers.ts'

const program = ['prometheus-alertmanager', 'alertmanager'].find(name => spawnSync(name, ['--version']).error === undefined)
const leftOut = process.env.MESHMEDIC_WITHOUT?.split(',').includes('alertmanager') === true

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

// With CI=true Alertmanager is not optional.
if (!leftOut && (process.env.CI === 'true' || program !== undefined)) {
  describe('a real Alertmanager', () => {
    let child: ChildProcess
    let url: string
    let hook: { url: string, received: Received[], close: () => Promise<void> }
    before(async function () {
      this.timeout(60_000)
      assert.ok(program !== undefined, 'neither prometheus-alertmanager nor alertmanager is installed')
      hook = await startReceiver()
      const folder = mkdtempSync(join(tmpdir(), 'meshmedic-alertmanager-'))
      writeFileSync(join(folder, 'config.yml'), `route: { receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }\nreceivers: [{ name: hook, webhook_configs: [{ url: '${hook.url}', send_resolved: true }] }]\n`)
      const port = await freePort()
      url = `http://127.0.0.1:${port}`
      child = spawn(program, [`--config.file=${join(folder, 'config.yml')}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='], { stdio: 'ignore' })
      await eventually(async () => (await fetch(`${url}/-/ready`)).ok)
    })
    after(async () => {
      child.kill()
      await once(child, 'exit')
      await hook.close()
    })

    const deliver = (message: Message) => deliverAlertmanager({ kind: 'alertmanager', url, labels: { team: 'a' }, hold: 3600 }, message, { secrets: () => Promise.resolve(''), now: Date.now(), signal: new AbortController().signal })
    const alerts = async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as { labels: Record<string, string>, annotations: Record<string, string>, status: { state: string } }[]
    const since = new Date(Date.now() - 60_000).toISOString()

    it('takes what is open as alerts, tells of it, and of its end', async function () {
      this.timeout(60_000)
      const notice = aNotice({ since }, { label: 'pay\u001b"ments\ud800' })
      assert.deepEqual(await deliver({ what: 'state', firing: [notice], resolved: [] }), { result: 'delivered' })
      await eventually(async () => (await alerts()).length === 1)
      const [alert] = await alerts()
      assert.deepEqual([alert?.labels.alertname, alert?.labels.rule, alert?.labels.severity, alert?.labels.team, alert?.annotations.fix], ['MeshmedicFinding', 'tls/upstream-san-mismatch', 'critical', 'a', 'Correct the names.'])
      await eventually(() => Promise.resolve(hook.received.length === 1))
      assert.deepEqual(await deliver({ what: 'state', firing: [notice], resolved: [] }), { result: 'delivered' })
      assert.equal((await alerts()).length, 1, 'said again it is the same alert')
      assert.deepEqual(await deliver({ what: 'state', firing: [], resolved: [aNotice({ ...notice, kind: 'resolved', at: new Date().toISOString() }, notice.cause)] }), { result: 'delivered' })
      await eventually(async () => (await alerts()).length === 0)
      await eventually(() => Promise.resolve(hook.received.some(got => (JSON.parse(got.body) as { status: string }).status === 'resolved')))
    })

    it('takes 500 alerts at once', async function () {
      this.timeout(60_000)
      const firing = Array.from({ length: 500 }, (_, i) => aNotice({ since }, { fingerprint: `many${i}` }))
      assert.deepEqual(await deliver({ what: 'state', firing, resolved: [] }), { result: 'delivered' })
      await eventually(async () => (await alerts()).length === 500)
    })
  })
} else {
  console.log(`left out: a real Alertmanager (${leftOut ? 'as asked' : 'none is installed; Debian has it as prometheus-alertmanager'})`)
}

async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await check().catch(() => false)) return
    await wait(100)
  }
  assert.fail(`never: ${check.toString()}`)
}
