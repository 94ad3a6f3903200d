import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { get as httpGet } from 'node:http'
import { hashSync } from 'bcryptjs'
import { issue, makeAuthority, type Authority } from '../../../lab/certificates.ts'
import { ConfigurationError, UsageError } from '../../../src/errors.ts'
import { acceptsGzip, chooseFormat, readScrapeTimeout } from '../../../src/exporter/web/negotiate.ts'
import { parseListenAddress } from '../../../src/exporter/web/listen-address.ts'
import { readWebConfig } from '../../../src/exporter/web/web-config.ts'
import { startExporter, type StartedExporter } from '../start-exporter.ts'
import { runCli } from '../../run-cli.ts'

const configuration = 'modules: {default: {rules: [control-plane/]}}'

describe("the exporter's door", () => {
  const closing: (() => Promise<void> | void)[] = []
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'exporter-')) })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
    rmSync(folder, { recursive: true })
  })
  async function start(options?: Parameters<typeof startExporter>[1]): Promise<StartedExporter> {
    const started = await startExporter(configuration, options)
    closing.push(started.close)
    return started
  }
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  it('answers its paths, and no others', async () => {
    const exporter = await start()
    const table: readonly (readonly [string, number, RegExp])[] = [
      ['/', 200, /meshmedic exporter/], ['/-/healthy', 200, /Healthy/], ['/-/ready', 200, /Ready/], ['/metrics', 200, /^process_cpu_seconds_total /m], ['/probe', 400, /target is missing/],
      ['/nothing', 404, /nothing here/], ['/-/reload', 405, /POST/], ['/..%2f..%2fetc/passwd', 404, /nothing here/],
    ]
    for (const [path, status, expected] of table) {
      const reply = await exporter.get(path)
      assert.equal(reply.status, status, path)
      assert.match(reply.text, expected)
    }
    assert.equal((await fetch(`${exporter.url}/-/reload`, { method: 'POST' })).status, 200)
    assert.equal((await fetch(`${exporter.url}/metrics`, { method: 'POST', body: 'x' })).status, 405)
    assert.equal((await fetch(`${exporter.url}/metrics`, { method: 'HEAD' })).status, 200)
  })

  it('sends what was negotiated: OpenMetrics, gzip', async () => {
    const exporter = await start()
    const open = await exporter.get('/metrics', { accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' })
    assert.match(open.headers.get('content-type') ?? '', /^application\/openmetrics-text; version=1.0.0/)
    assert.ok(open.text.endsWith('# EOF\n'))
    const packed = await new Promise<Buffer>(resolve => httpGet(`${exporter.url}/metrics`, { headers: { 'accept-encoding': 'gzip' } }, response => {
      assert.equal(response.headers['content-encoding'], 'gzip')
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)))
    }))
    assert.match(gunzipSync(packed).toString(), /meshmedic_build_info/)
  })

  it('lets in users with their password only, and reads changed users', async () => {
    const webConfig = write('web.yml', `basic_auth_users: {ann: "${hashSync('secret', 4)}"}\nhttp_server_config: {headers: {X-Frame-Options: deny}}\n`)
    const exporter = await start({ webConfig })
    const as = async (user: string, password: string): Promise<number> => (await exporter.get('/-/healthy', { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })).status
    assert.equal((await exporter.get('/metrics')).status, 401)
    assert.equal((await exporter.get('/metrics')).headers.get('x-frame-options'), 'deny')
    assert.deepEqual([await as('ann', 'secret'), await as('ann', 'wrong'), await as('bob', 'secret')], [200, 401, 401])
    write('web.yml', `basic_auth_users: {bob: "${hashSync('other', 4)}"}\n`)
    await new Promise(resolve => setTimeout(resolve, 1100))
    assert.deepEqual([await as('ann', 'secret'), await as('bob', 'other')], [401, 200])
    write('web.yml', 'basic_auth_users: {bob: plain}\n')
    await new Promise(resolve => setTimeout(resolve, 1100))
    assert.equal(await as('bob', 'other'), 200, 'what cannot be used changes nothing')
    assert.match(exporter.problems.join('\n'), /changed web configuration is not used/)
  })

  const ask = (url: string, options: Parameters<typeof request>[1]): Promise<{ status: number, serial: string }> => new Promise((resolve, reject) => {
    const asking = request(`${url}/-/healthy`, { ...options, agent: false, checkServerIdentity: () => undefined }, response => {
      const { serialNumber } = (response.socket as unknown as { getPeerCertificate: () => { serialNumber: string } }).getPeerCertificate()
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, serial: serialNumber }))
    })
    asking.on('error', reject).end()
  })
  async function writeLeaf(authority: Authority): Promise<void> {
    const leaf = await issue(authority, ['exporter.test'])
    write('cert.pem', leaf.chainPem)
    write('key.pem', leaf.keyPem)
  }

  it('serves TLS, asks clients for certificates, and takes a renewed one without a restart', async () => {
    const [authority, stranger] = [await makeAuthority('exporter'), await makeAuthority('stranger')]
    const caPem = write('ca.pem', authority.pem)
    await writeLeaf(authority)
    const [client, other] = [await issue(authority, ['prometheus.test']), await issue(stranger, ['prometheus.test'])]
    const webConfig = write('web.yml', 'tls_server_config: {cert_file: cert.pem, key_file: key.pem, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.pem, client_allowed_sans: [prometheus.test]}')
    const exporter = await start({ webConfig })
    const mine = { ca: authority.pem, cert: client.chainPem, key: client.keyPem }
    const before = await ask(exporter.url, mine)
    assert.equal(before.status, 200)
    assert.ok(caPem !== '')
    await assert.rejects(ask(exporter.url, { ca: authority.pem }))
    await assert.rejects(ask(exporter.url, { ca: authority.pem, cert: other.chainPem, key: other.keyPem }))
    const unnamed = await issue(authority, ['grafana.test'])
    assert.equal((await ask(exporter.url, { ca: authority.pem, cert: unnamed.chainPem, key: unnamed.keyPem })).status, 403)
    await writeLeaf(authority)
    await new Promise(resolve => setTimeout(resolve, 1100))
    await ask(exporter.url, mine)
    const after = await ask(exporter.url, mine)
    assert.equal(after.status, 200)
    assert.notEqual(after.serial, before.serial)
  })

  const mistakes: readonly (readonly [string, RegExp])[] = [
    ['tls_server_config: {cert_file: a}', /lacks key_file/], ['tls_server_config: {cert_file: a, key_file: b, client_auth_type: RequireAndVerifyClientCert}', /lacks client_ca_file/],
    ['tls_server_config: {cert_file: a, key_file: b, client_ca_file: c}', /asks for no certificate/], ['tls_server_config: {cert_file: a, key_file: b, min_version: TLS14}', /is one of TLS10/],
    ['basic_auth_users: {a: b}', /is no bcrypt hash/], ['tls_server_conf: {}', /did you mean tls_server_config/], ['http_server_config: {headers: {X-Other: a}}', /no key that is known/],
  ]
  for (const [text, expected] of mistakes) it(`refuses ${text}`, () => assert.throws(() => readWebConfig(text, 'web.yml'), (error: unknown) => error instanceof ConfigurationError && expected.test(error.message)))

  it('ends with exit code 2 and a reason: expired certificate, key of another, port in use, unknown key, no such file', async function () {
    this.timeout(60_000)
    const authority = await makeAuthority('exporter')
    const [expired, leaf, other] = [await issue(authority, ['x.test'], 'expired'), await issue(authority, ['x.test']), await issue(authority, ['x.test'])]
    write('cert.pem', leaf.chainPem)
    write('other.pem', other.keyPem)
    write('old.pem', expired.chainPem)
    write('old.key', expired.keyPem)
    const taken = await start()
    const port = new URL(taken.url).port
    const table: readonly (readonly [string[], RegExp])[] = [
      [['--web.config.file', write('a.yml', 'tls_server_config: {cert_file: old.pem, key_file: old.key}')], /it expired on/],
      [['--web.config.file', write('b.yml', 'tls_server_config: {cert_file: cert.pem, key_file: other.pem}')], /key values mismatch|not match/i],
      [['--web.listen-address', `127.0.0.1:${port}`], /Something else listens there already/],
      [['--config.file', write('c.yml', 'static_config: []\n')], /1:1 +static_config is no key that is known here; did you mean static_configs\?/],
      [['--config.file', join(folder, 'missing.yml')], /cannot be read/], [['ftp://x'], /ftp/], [['--web.listen-address', 'x'], /is no address to listen on/],
    ]
    for (const [args, expected] of table) {
      const { code, stderr } = await runCli(['exporter', ...args.includes('--web.listen-address') ? [] : ['--web.listen-address', '127.0.0.1:0'], ...args])
      assert.equal(code, 2, stderr)
      assert.match(stderr, expected)
      assert.match(stderr, /why: .*\n +try: /s)
    }
  })

  it('reads addresses to listen on', () => {
    assert.deepEqual(parseListenAddress(':10905'), { host: undefined, port: 10_905 })
    assert.deepEqual(parseListenAddress('[::1]:9'), { host: '::1', port: 9 })
    assert.deepEqual(parseListenAddress('unix:/run/x.sock'), { path: '/run/x.sock' })
    for (const bad of ['10905', ':99999', '::1:80', 'unix:x']) assert.throws(() => parseListenAddress(bad), UsageError)
  })

  it('chooses format, encoding and time by what is asked for', () => {
    assert.equal(chooseFormat('application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'), 'openmetrics')
    for (const accept of [undefined, '*/*', 'text/plain', 'text/html', 'application/openmetrics-text;q=0', 'text/plain,application/openmetrics-text;q=0.5']) assert.equal(chooseFormat(accept), 'text')
    assert.deepEqual([acceptsGzip('gzip, deflate'), acceptsGzip('gzip;q=0'), acceptsGzip(undefined)], [true, false, false])
    assert.deepEqual([readScrapeTimeout('10', 0.5), readScrapeTimeout('0.6', 0.5), readScrapeTimeout('x', 0.5), readScrapeTimeout('-1', 0.5), readScrapeTimeout(undefined, 0.5)], [9.5, 0.3, undefined, undefined, undefined])
  })

  it('turns away more requests than it may have', async () => {
    const exporter = await start({ maxRequests: 1 })
    const replies = await Promise.all(Array.from({ length: 20 }, () => exporter.get('/metrics')))
    assert.ok(replies.some(reply => reply.status === 200))
    assert.ok(replies.every(reply => reply.status === 200 || (reply.status === 503 && /Limit of concurrent requests/.test(reply.text))))
  })
})
