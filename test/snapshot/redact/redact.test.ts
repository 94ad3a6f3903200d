import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { redactReport } from '../../../src/snapshot/redact/redact-report.ts'
import { redactText } from '../../../src/snapshot/redact/redact.ts'

const secret = (): string => randomBytes(18).toString('base64url')
const pem = (): string => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const jwt = (): string => `eyJ${secret()}.${secret()}.${secret()}`
const accessKey = (): string => `AKIA${randomBytes(10).toString('hex').toUpperCase().slice(0, 16)}`

/** A place where evidence can carry a secret: the secret, and the text around it. */
const places: readonly { kind: string, plant: () => { secret: string, text: string } }[] = [
  { kind: 'private key in PEM', plant: () => { const key = pem(); return { secret: key.split('\n')[1] ?? '', text: `x\n${key}y` } } },
  { kind: 'private key in JSON', plant: () => { const key = pem(); return { secret: key.split('\n')[1] ?? '', text: JSON.stringify({ private_key: { inline_string: key } }) } } },
  { kind: 'private key that was cut', plant: () => { const key = pem(); return { secret: key.split('\n')[1] ?? '', text: key.slice(0, 150) } } },
  { kind: 'bearer token in a header that config_dump adds', plant: () => { const s = secret(); return { secret: s, text: JSON.stringify({ header: { key: 'authorization', value: `Bearer ${s}` } }) } } },
  { kind: 'api key in a header that config_dump adds', plant: () => { const s = secret(); return { secret: s, text: JSON.stringify({ header: { key: 'x-api-key', value: s } }, null, 1) } } },
  { kind: 'authorization in a JSON log', plant: () => { const s = secret(); return { secret: s, text: `{"authorization":"Basic ${s}","code":200}` } } },
  { kind: 'cookie in a log line', plant: () => { const s = secret(); return { secret: s, text: `cookie: session=${s}; a=b` } } },
  { kind: 'bearer token in a log line', plant: () => { const s = secret(); return { secret: s, text: `"GET / HTTP/1.1" "Bearer ${s}"` } } },
  { kind: 'JWT anywhere', plant: () => { const s = jwt(); return { secret: s, text: `path /x/${s}/y` } } },
  { kind: 'AWS access key', plant: () => { const s = accessKey(); return { secret: s, text: `using ${s} of the task` } } },
  { kind: 'AWS secret key in an environment dump', plant: () => { const s = secret(); return { secret: s, text: `[AWS_SECRET_ACCESS_KEY=${s} AWS_REGION=us-east-1]` } } },
  { kind: 'session token in an environment dump', plant: () => { const s = secret(); return { secret: s, text: `AWS_SESSION_TOKEN=${s}\n` } } },
  { kind: 'password in JSON', plant: () => { const s = secret(); return { secret: s, text: JSON.stringify({ metadata: { db_password: s } }) } } },
  { kind: 'credentials in a URL', plant: () => { const s = secret(); return { secret: s, text: `https://user:${s}@db.local/x` } } },
  { kind: 'token in a query string', plant: () => { const s = secret(); return { secret: s, text: `"GET /cb?token=${s}&x=1 HTTP/1.1"` } } },
  { kind: 'signature in a query string', plant: () => { const s = secret(); return { secret: s, text: `"GET /o?X-Amz-Date=2&X-Amz-Signature=${s} HTTP/2"` } } },
  ...(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'] as const).flatMap(member => [
    { kind: `member ${member} of a JSON Web Key`, plant: () => { const s = secret(); return { secret: s, text: JSON.stringify({ kty: 'RSA', [member]: s }) } } },
    ...[
      (s: string) => `jwks:\n  keys:\n  - kty: RSA\n    ${member}: ${s}\n    n: x\n`, (s: string) => `- kty: oct\n  ${member}: "${s}"\n`, (s: string) => `key:\n- ${member}: ${s}\n  kty: oct\n`,
      (s: string) => `kty: oct\n${member}: '${s}'\n`, (s: string) => `keys: [{kty: oct, ${member}: ${s}}]\n`, (s: string) => `- {"kty": oct, "${member}": ${s}}\n`, (s: string) => `- {'kty': 'oct', '${member}': '${s}'}\n`,
      (s: string) => `kty: RSA\n${member}: >-\n  ${s}\nn: x\n`, (s: string) => `kty: RSA\r\n${member}:\t|\r\n  ${s}\r\n`,
    ].map((write, i) => ({ kind: `member ${member} of a JSON Web Key in YAML, form ${i + 1}`, plant: () => { const s = secret(); return { secret: s, text: write(s) } } })),
  ]),
  { kind: 'e-mail address', plant: () => { const s = `${randomBytes(6).toString('hex')}@example.com`; return { secret: s, text: `"GET /u/${s} HTTP/1.1"` } } },
]

describe('redaction', () => {
  it('finds none of 500 planted secrets afterwards', () => {
    const planted = Array.from({ length: 500 }, (_, i) => ({ place: places[i % places.length], ...(places[i % places.length]?.plant() ?? { secret: '', text: '' }) }))
    const text = redactText(planted.map(item => item.text).join('\n'))
    assert.deepEqual(planted.filter(item => item.secret === '' || text.includes(item.secret)).map(item => item.place?.kind), [])
  })

  for (const { kind, plant } of places) {
    it(`alone: ${kind}`, () => {
      const { secret: value, text } = plant()
      const redacted = redactText(text)
      assert.ok(!redacted.includes(value), redacted)
      assert.equal(redactText(redacted), redacted)
      if (text.startsWith('{')) assert.doesNotThrow(() => JSON.parse(redacted) as unknown)
    })
  }

  it('equal values become equal tokens, different ones different', () => {
    const [a = '', b = '', c = ''] = redactText('?token=aaaa ?token=aaaa ?token=bbbb').split(' ')
    assert.equal(a, b)
    assert.notEqual(a, c)
  })

  const kept = [
    '[2026-11-20T11:02:03.120Z] "GET / HTTP/1.1" 503 UF 0 19 0 - "10.0.0.1" "curl/8" "0b6c2f3e-9f3a-4d5e-8c1d-1a2b3c4d5e6f" "orders.shop.local" "10.0.0.7:8080"',
    'cluster.cds_egress_shop_payments_http_8080.ssl.fail_verify_san: 12',
    '"version_info": "822736081:1:5f2a9f3d1c0e4b7a8d6c5e4f3a2b1c0d9e8f7a6b"',
    '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----',
    '"secret": {"name": "arn:aws:acm:us-east-1:123456789012:certificate/abc"}',
    '"sds_config": {"api_config_source": {"api_type": "GRPC"}}, "tls_certificate_sds_secret_configs": [{"name": "spiffe://shop/checkout"}]',
    '[2026-11-20 11:02:03.120][17][warning][config] StreamAggregatedResources gRPC config stream closed: 16, Missing Authentication Token',
    'http2.keepalive_timeout: 0',
    '"inline_bytes": "W3JlZGFjdGVkXQ=="',
  ]
  for (const text of kept) it(`keeps ${text.slice(0, 60)}`, () => assert.equal(redactText(text), text))

  it('redacts a report without touching its identities', () => {
    const report = { id: 'F1', rule: 'tls/x', message: 'header authorization: Bearer abcdefghijkl was refused', evidence: [{ value: 'a?token=zzzzzz' }], count: 3 }
    const redacted = redactReport(report)
    assert.deepEqual([redacted.id, redacted.rule, redacted.count], ['F1', 'tls/x', 3])
    assert.ok(!JSON.stringify(redacted).includes('abcdefghijkl') && !JSON.stringify(redacted).includes('zzzzzz'))
  })
})
