import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import type { Report } from '../../src/engine/report.ts'
import { sickHandlers, startFakeEnvoy, type FakeEnvoy, type Handler } from '../fake-envoy.ts'
import { runCli } from '../run-cli.ts'

const formats = ['table', 'json', 'yaml', 'markdown'] as const

const jsonOf = (stdout: string): Report => JSON.parse(stdout) as Report

describe('meshmedic diagnose, live', () => {
  let envoys: FakeEnvoy[] = []
  const start = async (handlers: Record<string, Handler>, socket?: string): Promise<string> => {
    const envoy = await startFakeEnvoy(handlers, socket)
    envoys.push(envoy)
    return envoy.url
  }
  afterEach(async () => {
    await Promise.all(envoys.map(envoy => envoy.close()))
    envoys = []
  })

  it('finds a fault that grows between two samples, and prints the published contract', async () => {
    const url = await start(sickHandlers())
    const { code, stdout, stderr } = await runCli(['diagnose', url, '--interval', '1', '-o', 'json'])
    const report = jsonOf(stdout)
    assert.equal(report.causes[0]?.rule, 'connectivity/upstream-connect-failure', stderr)
    assert.equal(report.findings[0]?.evidence[0]?.growth, 12)
    assert.equal(report.targets[0]?.samples, 2)
    assert.equal(code, 1)
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    const validate = ajv.compile(JSON.parse(readFileSync('schema/report.schema.json', 'utf8')) as object)
    assert.ok(validate(report), JSON.stringify(validate.errors))
  })

  it('sends only GET requests, and never to anything but what is read-only', async () => {
    const envoy = await startFakeEnvoy(sickHandlers())
    envoys.push(envoy)
    await runCli(['diagnose', envoy.url, '--interval', '1', '-o', 'json'])
    assert.ok(envoy.requests.length >= 6)
    assert.deepEqual(envoy.requests.filter(request => !/^GET \/(server_info|ready|stats|config_dump|clusters|listeners|certs)\b/.test(request)), [])
  })

  it('reads a Unix socket, and several targets at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-'))
    try {
      const socket = await start(sickHandlers(), join(folder, 'admin.sock'))
      const url = await start(sickHandlers(0))
      const { stdout } = await runCli(['diagnose', socket, url, '--interval', '1', '-o', 'json'])
      assert.equal(jsonOf(stdout).targets.length, 2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('with one sample gives no finding but a lead', async () => {
    const url = await start(sickHandlers())
    const { code, stdout } = await runCli(['diagnose', url, '--once', '-o', 'json'])
    const report = jsonOf(stdout)
    assert.deepEqual([code, report.findings.filter(finding => finding.severity !== 'info').map(finding => finding.rule)], [0, []])
    assert.match(report.leads.map(lead => lead.message).join(), /3 upstream_cx_connect_fail since start, 10 min ago/)
  })

  const exits: { name: string, args: readonly string[], handlers: Record<string, Handler> | undefined, code: number }[] = [
    { name: 'nothing at or above --fail-on', args: ['--interval', '1', '--fail-on', 'never'], handlers: sickHandlers(), code: 0 },
    { name: 'no fault', args: ['--interval', '1'], handlers: sickHandlers(0), code: 0 },
    { name: 'findings', args: ['--interval', '1'], handlers: sickHandlers(), code: 1 },
    { name: 'coverage too low', args: ['--once', '--fail-coverage-below', '0.99'], handlers: sickHandlers(0), code: 3 },
    { name: 'nobody reachable', args: ['--once'], handlers: undefined, code: 4 },
  ]
  for (const { name, args, handlers, code } of exits) {
    it(`exits ${code} in every format: ${name}`, async () => {
      const codes = await Promise.all(formats.map(async format => {
        const url = handlers === undefined ? 'http://127.0.0.1:1' : await start({ ...handlers })
        return (await runCli(['diagnose', url, ...args, '-o', format])).code
      }))
      assert.deepEqual(codes, formats.map(() => code))
    })
  }

  it('keeps what was collected when it is interrupted, and exits 130', async () => {
    const url = await start(sickHandlers())
    const { code, stdout } = await runCli(['diagnose', url, '--interval', '30', '-o', 'json'], {
      onStart: child => setTimeout(() => child.kill('SIGINT'), 1500),
    })
    assert.equal(code, 130)
    assert.equal(jsonOf(stdout).targets[0]?.samples, 1)
  })

  const misbehaving: { name: string, handlers: Record<string, Handler>, expect: RegExp, code: number }[] = [
    { name: 'HTML instead of JSON', handlers: { '*': (_q, s) => { s.setHeader('content-type', 'text/html'); s.end('<html><body>Welcome to nginx!</body></html>') } }, expect: /HTML/i, code: 4 },
    { name: "another service's JSON", handlers: { '*': (_q, s) => s.end('{"status":"UP"}') }, expect: /not Envoy|not-envoy|no Envoy|something else|JSON/i, code: 4 },
    { name: 'a redirect', handlers: { '*': (_q, s) => { s.writeHead(302, { location: 'http://169.254.169.254/' }); s.end() } }, expect: /redirect/i, code: 4 },
    { name: '403 on one endpoint', handlers: { ...sickHandlers(), '/certs': (_q, s) => { s.statusCode = 403; s.end('request to path /certs not allowed') } }, expect: /403/, code: 1 },
    { name: 'an admin that dies between the samples', handlers: { ...sickHandlers(), '/stats': (q, s, nth) => nth === 0 ? sickHandlers()['/stats']?.(q, s, 0) : q.socket.destroy() }, expect: /reset|closed/i, code: 0 },
  ]
  for (const { name, handlers, expect, code } of misbehaving) {
    it(`says what is the matter: ${name}`, async () => {
      const url = await start(handlers)
      const result = await runCli(['diagnose', url, '--interval', '1', '-o', 'json'])
      assert.match(result.stdout + result.stderr, expect)
      assert.equal(result.code, code, result.stderr)
    })
  }

  it('never lets a name from a proxy reach the terminal as a control sequence', async () => {
    const evil = 'cds_egress_shop_orders\u001b]0;owned\u0007\u202e_http_8080'
    const stats = sickHandlers()['/stats']
    const startEvil = (): Promise<string> => start({
      ...sickHandlers(),
      '/stats': (q, s, nth) => {
        const end = s.end.bind(s) as (text: string) => unknown
        stats?.(q, Object.assign(s, { end: (text: string) => end(text.replaceAll('cluster.orders.', `cluster.${evil}.`)) }), nth)
      },
      '/config_dump': (_q, s) => { s.statusCode = 403; s.end() },
      '/clusters': (_q, s) => { s.statusCode = 403; s.end() },
    })
    for (const format of ['table', 'markdown'] as const) {
      const { stdout } = await runCli(['diagnose', await startEvil(), '--interval', '1', '-o', format])
      assert.match(stdout, /orders/)
      assert.doesNotMatch(stdout, /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e]/)
    }
  })
})
