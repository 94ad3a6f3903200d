import assert from 'node:assert/strict'
import { createHash, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import { diagnose } from '../../src/diagnose.ts'
import { EvidenceReader } from '../../src/engine/evaluate/reader.ts'
import { Environments } from '../../src/engine/language/environment.ts'
import { compileRules } from '../../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../../src/engine/rules/derive-needs.ts'
import type { EvidenceKind } from '../../src/evidence/kinds.ts'
import { meshFactsOf } from '../../src/evidence/mesh/facts.ts'
import { reporters } from '../../src/report/index.ts'
import { openBundle } from '../../src/snapshot/bundle/open-bundle.ts'
import { saveBundle } from '../../src/snapshot/bundle/save-bundle.ts'
import { redactText } from '../../src/snapshot/redact/redact.ts'
import type { Answer, Snapshot } from '../../src/snapshot/snapshot.ts'

const word = (bytes = 18): string => randomBytes(bytes).toString('base64url')
const base64 = (bytes = 30): string => randomBytes(bytes).toString('base64')
const pem = (): string => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** What has to be gone afterwards. A key is known by a line of its body. */
const planted: { secret: string, where: string }[] = []
const plant = (where: string, secret: string, seen = secret): string => {
  planted.push({ where, secret: seen })
  return secret
}

const makers: Readonly<Record<string, () => { value: string, seen: string }>> = {
  password: () => { const value = `pw-${word()}`; return { value, seen: value } },
  awkward: () => { const value = `p$w!${word(6)}é/+=~#${word(6)}`; return { value, seen: value.slice(-8) } },
  bearer: () => { const token = word(24); return { value: `Bearer ${token}`, seen: token } },
  basic: () => { const token = Buffer.from(`user:${word()}`).toString('base64'); return { value: `Basic ${token}`, seen: token } },
  jwt: () => { const value = `eyJ${word()}.eyJ${word()}.${word(32)}`; return { value, seen: value } },
  accessKey: () => { const value = `ASIA${randomBytes(10).toString('hex').toUpperCase().slice(0, 16)}`; return { value, seen: value } },
  secretKey: () => { const value = base64(); return { value, seen: value } },
  sessionToken: () => { const value = `IQoJb3JpZ2luX2Vj${base64(200)}`; return { value, seen: value.slice(40, 80) } },
  privateKey: () => { const value = pem(); return { value, seen: value.split('\n')[1] ?? '' } },
}
/** Those that are recognised by their own form, wherever they stand. */
const evident = ['bearer', 'basic', 'jwt', 'accessKey', 'sessionToken', 'privateKey'] as const
const named = ['password', 'awkward', ...evident, 'secretKey'] as const
const onOneLine = named.filter(name => name !== 'privateKey')

const make = (where: string, kind: string): string => {
  const { value, seen } = makers[kind]?.() ?? { value: '', seen: '' }
  return plant(`${where} (${kind})`, value, seen)
}
const each = <T>(kinds: readonly string[], build: (kind: string) => T): T[] => kinds.map(build)
const email = (where: string): string => plant(where, `u${randomBytes(6).toString('hex')}@example.com`)

const secretNames = ['DB_PASSWORD', 'api_token', 'clientSecret', 'AWS_SECRET_ACCESS_KEY', 'ENCRYPTION_KEY', 'x-api-key', 'refresh_token']
const secretHeaders = ['authorization', 'cookie', 'set-cookie', 'x-api-key', 'proxy-authorization', 'x-amz-security-token']

function configDump(): unknown {
  const headers = secretHeaders.flatMap(name => each(onOneLine, kind => ({ header: { key: name, value: make(`config_dump header ${name}`, kind) }, append: false })))
  return {
    configs: [
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump',
        bootstrap: {
          node: {
            id: 'mesh/shop/virtualNode/checkout', extensions: [{ name: 'envoy.x' }],
            metadata: Object.fromEntries(secretNames.flatMap(name => each(named, kind => [`${kind}_${name}`, make('node metadata', kind)]))),
          },
          dynamic_resources: { ads_config: { grpc_services: [{ initial_metadata: [{ key: 'authorization', value: make('initial_metadata', 'bearer') }] }] } },
          environment: each(onOneLine, kind => ({ name: 'SERVICE_PASSWORD', value: make('bootstrap env', kind) })),
        },
      },
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump',
        routes: headers,
        redirect: each(onOneLine.filter(kind => kind === 'password' || kind === 'jwt'), kind => `https://user:${make('URL in a route', kind)}@db.shop.local/x`),
        lua: { inline_code: `local token = "${make('Lua code', 'password')}"\nlocal h = { ['x-api-key'] = '${make('Lua code', 'password')}' }` },
        inline_key: { private_key: { inline_string: make('inline private key', 'privateKey') } },
        inline_bytes: { private_key: { inline_bytes: plant('inline_bytes', Buffer.from(pem()).toString('base64')) } },
        generic_secret: { secret: { inline_string: make('generic secret', 'password') } },
        reversed: { value: make('pair in the other order', 'password'), key: 'x-auth-token' },
        keys: webKeys(),
        owner: email('config_dump e-mail'),
      },
    ],
  }
}

function serverInfo(): unknown {
  return {
    version: 'a/1.40.0/Clean/RELEASE/BoringSSL', state: 'LIVE', uptime_current_epoch: '6s',
    command_line_options: {
      config_yaml: [...each(onOneLine, kind => `static:\n  password: "${make('config_yaml', kind)}"\n  other: x`), ...blocks(), 'end: x'].join('\n'),
      service_node: 'mesh/shop/virtualNode/checkout',
      arguments: ['--config', 'x', '--auth-token', make('command line', 'password'), `--api-key=${make('command line', 'password')}`],
    },
    node: { id: 'mesh/shop/virtualNode/checkout', extensions: [{ name: 'envoy.x' }], metadata: { db: { password: make('server_info metadata', 'password') } } },
  }
}

function accessLog(): string {
  const query = ['token', 'password', 'access_token', 'client_secret', 'sig', 'X-Amz-Signature', 'X-Amz-Security-Token', 'key'].flatMap(name =>
    each(['password', 'jwt', 'accessKey'], kind => `/cb?a=1&${name}=${make(`query ${name}`, kind)}&b=2`))
  const paths = [...query, ...each(['jwt', 'accessKey'], kind => `/x/${make('path', kind)}/y`), `/u/${email('path e-mail')}`, `/u?mail=${email('query e-mail').replace('@', '%40')}`]
  const lines = paths.map(path => `[2026-11-20T11:02:03.120Z] "GET ${path} HTTP/1.1" 503 UF 0 19 0 - "10.0.0.1" "curl/8" "0b6c2f3e-9f3a-4d5e-8c1d-1a2b3c4d5e6f" "orders.shop.local" "10.0.0.7:8080"`)
  const fields = each(evident.filter(kind => kind !== 'privateKey'), kind => `[2026-11-20T11:02:03.120Z] "GET / HTTP/1.1" 200 - "${make('access log field', kind)}" "-"`)
  const json = secretHeaders.flatMap(name => each(onOneLine, kind => JSON.stringify({ time: '2026-11-20', code: 200, [name]: make(`JSON access log ${name}`, kind), path: '/' })))
  return [...lines, ...fields, ...json].join('\n')
}

function processLog(): string {
  const prefix = '[2026-11-20 11:02:03.120][17][debug][http] [source/x.cc:1] '
  const debug = secretHeaders.flatMap(name => each(onOneLine, kind => `${prefix}request headers complete:\n':authority', 'orders'\n'${name}', '${make(`debug log ${name}`, kind)}'\n'x-request-id', 'abc'`))
  const wire = secretHeaders.flatMap(name => each(onOneLine, kind => `${name}: ${make(`raw header ${name}`, kind)}\r`))
  const environment = secretNames.filter(name => !name.includes('-')).flatMap(name => each(onOneLine.filter(kind => !['bearer', 'basic'].includes(kind)), kind => `${name}=${make(`environment ${name}`, kind)}`))
  const agent = `time="2026-11-20T11:02:03Z" level=info msg="App Mesh Environment Variables: [${environment.join(' ')} AWS_REGION=us-east-1]"`
  const key = make('key in a log', 'privateKey')
  return [
    ...debug, ...wire, agent, `${prefix}loaded ${key}`, key.trim().split('\n').map(line => `2026-11-20T11:02:03.1Z ${line}`).join('\n'),
    `${prefix}nested ${JSON.stringify({ body: JSON.stringify({ inner: JSON.stringify({ password: make('JSON in JSON in JSON', 'awkward') }) }) })}`,
    `${prefix}connect postgres://app:${make('URL in a log', 'password')}@db.shop.local:5432/x?sslmode=require`,
    `${prefix}mail to ${email('log e-mail')}`, `curl -H 'authorization: ${make('curl command', 'bearer')}' -H "x-api-key: ${make('curl command', 'password')}" http://x`,
  ].join('\n')
}

function stats(): string {
  const inNames = each(['accessKey', 'jwt'], kind => `cluster.${make('stat name', kind)}.upstream_rq_total: 5`)
  return [...inNames, `cluster.https://user:${make('URL in a stat name', 'password')}@host.upstream_cx_total: 1`, `http.${email('e-mail in a stat name')}.downstream_rq_total: 2`, 'server.uptime: 600', ''].join('\n')
}

/** A secret on lines of its own, as YAML's block scalars and plain scalars below a key have it. */
function blocks(): string[] {
  return ['|', '>', '|-', '>2+', '| # a remark', ''].flatMap(header => [
    `  password: ${header}\n    ${make(`YAML block ${header}`, 'password')}`,
    ...header === '' ? [] : [`  client_secret: ${header}\n    ${make(`YAML block ${header}`, 'password')}\n\n    ${make(`YAML block ${header}, second line`, 'secretKey')}`],
    `  - name: API_TOKEN\n    value: ${header}\n      ${make(`YAML env ${header}`, 'password')}`.replace('value: \n', 'value: >\n'),
    ...header.startsWith('>2') ? [] : [`  tls.key: ${header === '' ? '|' : header}\n${make(`YAML key ${header}`, 'privateKey').trim().split('\n').map(line => `      ${line}`).join('\n')}`],
  ])
}

/** The private members of JSON Web Keys, plain and in strings of JSON. */
function webKeys(): unknown {
  const keys = [
    ...([['rsa', { modulusLength: 2048 }], ['ec', { namedCurve: 'P-256' }]] as const).map(([kind, options]) =>
      (kind === 'rsa' ? generateKeyPairSync('rsa', options as { modulusLength: number }) : generateKeyPairSync('ec', options as { namedCurve: string })).privateKey.export({ format: 'jwk' })),
    generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), createSecretKey(randomBytes(32)).export({ format: 'jwk' }),
  ]
  for (const key of keys) {
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'] as const) {
      const value = (key as Record<string, unknown>)[name]
      if (typeof value === 'string') plant(`JWK ${name}`, value)
    }
  }
  return { local_jwks: { inline_string: JSON.stringify({ keys }) }, jwks: { keys }, body: JSON.stringify({ inner: JSON.stringify({ keys }) }) }
}

function mesh(): string {
  return [
    'apiVersion: v1\nkind: Pod\nspec:\n  env:', ...each(onOneLine.filter(kind => kind !== 'awkward'), kind => `  - name: DB_PASSWORD\n    value: ${make('YAML env', kind)}`),
    ...each(onOneLine, kind => `  password: "${make('YAML mapping', kind)}"`), ...blocks(), '  visible: orders-of-the-mesh', '',
  ].join('\n')
}

function answer(kind: EvidenceKind, text: string, source = `http://10.0.0.7:9901/${kind}`): Answer {
  return {
    kind, source, query: `/${kind}`, readAt: 1_795_000_000_000, readAtFrom: 'recorded', bytes: undefined, failure: undefined,
    open: async function* () {
      await Promise.resolve()
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += 10_007) yield bytes.subarray(at, at + 10_007)
    },
  }
}

const readAll = (path: string): Buffer => statSync(path).isDirectory()
  ? Buffer.concat(readdirSync(path).flatMap(name => [Buffer.from(name), readAll(join(path, name))]))
  : readFileSync(path)

describe('leaks', () => {
  const texts: [EvidenceKind, string][] = [
    ['config_dump', JSON.stringify(configDump())], ['config_dump', JSON.stringify(configDump(), null, 1)], ['server_info', JSON.stringify(serverInfo(), null, 1)],
    ['access_log', accessLog()], ['process_log', processLog()], ['stats', stats()], ['mesh', mesh()],
  ]
  const snapshot: Snapshot = {
    proxies: [{
      name: `http://u:${plant('target name', `pw-${word()}`)}@10.0.0.7`, live: true, unreachable: undefined,
      answers: [...texts.map(([kind, text]) => answer(kind, text)), answer('ready', 'LIVE\n', `http://10.0.0.7/ready?token=${plant('source', word())}`)],
    }],
    problems: [{ source: 'x', message: `header authorization: ${make('problem', 'bearer')}` }], close: () => Promise.resolve(),
  }
  const found = (bytes: Buffer | string): string[] => planted.filter(({ secret }) => bytes.includes(secret) || bytes.includes(JSON.stringify(secret).slice(1, -1))).map(({ where }) => where)

  it('plants more than 500 secrets, all visible before', () => {
    assert.ok(planted.length >= 500, String(planted.length))
    const before = texts.map(([, text]) => text).join('\n') + JSON.stringify(snapshot)
    const missing = planted.filter(({ secret }) => !before.includes(secret) && !before.includes(secret.replace('@', '%40')))
    assert.deepEqual(missing.map(({ where }) => where), [])
  })

  for (const name of ['b.tgz', 'b']) {
    it(`finds none of them in ${name}, nor in what is read back`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-'))
      const manifest = await saveBundle(snapshot, join(folder, name), { tool: { name: 'meshmedic', version: 'test' }, redact: true })
      const bytes = readAll(join(folder, name))
      assert.deepEqual(found(name.endsWith('.tgz') ? gunzipSync(bytes) : bytes), [])
      const opened = await openBundle(join(folder, name))
      for (const each of opened.proxies[0]?.answers ?? []) {
        let text = ''
        for await (const chunk of each.open()) text += Buffer.from(chunk).toString()
        if (each.kind === 'config_dump' || each.kind === 'server_info') assert.doesNotThrow(() => JSON.parse(text) as unknown)
        assert.equal(redactText(text), text, `redacting ${each.kind} again changes it`)
      }
      assert.ok(Object.values(manifest.redaction.replaced).reduce((sum, count) => sum + count, 0) >= planted.length * 0.9)
      await opened.close()
      rmSync(folder, { recursive: true })
    })
  }

  it('finds none of them in a report of the evidence as it is, in any format', async () => {
    const reader = new EvidenceReader()
    const rules = compileRules(buildCatalogue().rules.map(source => ({ source })), new Environments(reader))
    const ruleSet = { rules, reader, needs: deriveNeeds(rules), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(buildCatalogue().facts) }
    const report = await diagnose(snapshot, ruleSet, { tool: { name: 'meshmedic', version: 'test' }, at: undefined })
    for (const [format, load] of Object.entries(reporters)) {
      const text = (await load())(report, { width: 1000, color: true, all: true, verbose: true })
      assert.ok(text.length > 40, `${format}: ${text.length}`)
      assert.deepEqual(found(text), [], format)
    }
  })

  it('finds none of them in redacted text', () => assert.deepEqual(found(texts.map(([, text]) => redactText(text)).join('\n')), []))

  it('would find them in a bundle that is not redacted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-'))
    await saveBundle(snapshot, join(folder, 'b.tgz'), { tool: { name: 'meshmedic', version: 'test' }, redact: false })
    assert.ok(found(gunzipSync(readFileSync(join(folder, 'b.tgz')))).length > 450)
    rmSync(folder, { recursive: true })
  })

  it('keeps what a diagnosis needs', () => {
    const digest = createHash('sha256').update('x').digest('hex')
    const needed = ['orders-of-the-mesh', 'mesh/shop/virtualNode/checkout', '0b6c2f3e-9f3a-4d5e-8c1d-1a2b3c4d5e6f', 'orders.shop.local', '10.0.0.7:8080', 'AWS_REGION=us-east-1', 'server.uptime: 600']
    const after = texts.map(([, text]) => redactText(`${text}\n${digest}`)).join('\n')
    assert.deepEqual([...needed, digest].filter(text => !after.includes(text)), [])
    assert.ok(gzipSync(after).length > 1000)
  })
})
