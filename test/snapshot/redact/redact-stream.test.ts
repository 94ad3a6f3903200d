import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { redactStream, redactText } from '../../../src/snapshot/redact/redact.ts'
import { Redactor } from '../../../src/snapshot/redact/redactor.ts'

/** Fragments that begin, end, nest and cut secrets; joined in any order they are what the redactor has to survive. */
const fragments = [
  'password=', 'token=', '"password":"', '\\"secret\\":\\"', '"', '\\"', '\\\\\\"', "'", '\\', '\\n', '\n', ' ', '&', '&x=', ',', '}', ']', ':', 'authorization: ', 'Bearer ',
  'Basic dXNlcjpwYXNz', 'cookie: a=b; c="d"', 'eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0', '.abc-def', 'AKIAIOSFODNN7EXAMPLE', '://', 'user:pw@', 'joe@example.com', '%40example.org',
  '-----BEGIN RSA PRIVATE KEY-----', 'MIIEow', '-----END RSA PRIVATE KEY-----', 'LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Foa2lHOXcwQkFRRUZBQVNDQktjd2dnU2pBZ0VB',
  '"key":"authorization","value":"', '"value":"s3cr3t","key":"x-api-key"', 'AWS_SECRET_ACCESS_KEY=', '[redacted:token:01234567]', '[redacted', '10.1.2.3', 'orders.shop.internal', 'é', '"token":["a","b"', '--token ',
  'name: DB_PASSWORD\n  value: ', '"password": 123', 'A'.repeat(300), '/',
]
const runs = Number(process.env['MESHMEDIC_FUZZ_RUNS'] ?? 500)
const text = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fragments) }, fc.string({ maxLength: 12 })), { maxLength: 25 }).map(parts => parts.join(''))

function inPieces(whole: string, sizes: readonly number[]): string {
  const redactor = new Redactor()
  let out = ''
  for (let at = 0, turn = 0; at < whole.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    out += redactor.push(whole.slice(at, at + size))
    at += size
  }
  return out + redactor.end()
}

const filler = `${'GET /orders?page=1 HTTP/1.1 '.repeat(150)}GET /orders?token=abc HTTP/1.1 `.repeat(30)

describe('redaction of a stream', () => {
  it('does not depend on how the text is cut', () => {
    fc.assert(fc.property(fc.array(fc.oneof(text, fc.constant(`token=${'x'.repeat(70_000)}`)), { minLength: 1, maxLength: 3 }), fc.array(fc.integer({ min: 900, max: 90_000 }), { minLength: 1, maxLength: 5 }), (parts, sizes) => {
      // Longer than what the redactor holds back, so that it works through the text in several steps.
      const whole = Buffer.from(parts.join(filler), 'utf8').toString('latin1')
      assert.equal(inPieces(whole, sizes), inPieces(whole, [whole.length + 1]))
    }), { numRuns: 40 })
  })

  it('changes nothing the second time', () => {
    fc.assert(fc.property(text, whole => {
      const once = redactText(whole)
      assert.equal(redactText(once), once)
    }), { numRuns: runs })
  })

  it('leaves JSON what it was, but for strings', () => {
    const json = fc.letrec<{ value: unknown }>(tie => ({
      value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.constantFrom('password', 'key', 'value', 'token', 'authorization', 'name', 'env'), fc.string({ maxLength: 8 })), tie('value'), { maxKeys: 4 })),
    })).value
    const outline = (value: unknown): unknown => typeof value === 'string' ? 'text'
      : Array.isArray(value) ? value.map(outline)
        : typeof value === 'object' && value !== null ? Object.values(value).map(outline) : typeof value === 'number' ? 'number' : value
    fc.assert(fc.property(json, fc.constantFrom(0, 1), fc.boolean(), (value, indent, isNested) => {
      const plain = JSON.stringify(value, null, indent)
      const written = isNested ? JSON.stringify({ log: plain }) : plain
      const parsed: unknown = JSON.parse(redactText(written))
      if (!isNested && typeof value === 'object' && !plain.includes('"password":1') && !/"password": ?-?\d/.test(plain)) assert.deepEqual(outline(parsed), outline(value))
    }), { numRuns: runs })
  })

  it('keeps bytes that are no text', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i * 7 % 256).filter(byte => byte > 127))
    const out: Uint8Array[] = []
    for await (const chunk of redactStream((async function* () { await Promise.resolve(); yield bytes })(), {}, () => undefined)) out.push(chunk)
    assert.ok(Buffer.concat(out).equals(bytes))
  })

  it('a value of any length is one token, and memory stays bounded', () => {
    const redactor = new Redactor()
    let out = redactor.push('{"password":"')
    for (let i = 0; i < 500; i++) out += redactor.push('s3cr3t'.repeat(10_000))
    out += redactor.push('","x":1}') + redactor.end()
    assert.match(out, /^\{"password":"\[redacted:password:[0-9a-f]{8}\]","x":1\}$/)
  })

  it('equal values give equal tokens, escaped or not, in text or file', () => {
    const [plain] = /\[.*?\]/.exec(redactText('{"password":"a/b\\u0041"}')) ?? []
    assert.equal(/\[.*?\]/.exec(redactText('password=a/bA '))?.[0], plain)
    assert.equal(/\[.*?\]/.exec(redactText('{"m":"{\\"password\\":\\"a/bA\\"}"}'))?.[0], plain)
  })

  it('a key makes tokens that nobody can compare', () => {
    assert.notEqual(redactText('token=abc', { key: 'a' }), redactText('token=abc', { key: 'b' }))
    assert.equal(redactText('token=abc', { key: 'a' }), redactText('token=abc', { key: 'a' }))
  })

  it('addresses only by option, and those of every machine never', () => {
    const line = 'cluster.orders.shop.internal.x: 1 10.1.2.3:8080 [2001:db8::7]:80 127.0.0.1 0.0.0.0 ip-10-0-0-1.ec2.internal 1.40.0 12:30:45 a::b type.googleapis.com/envoy.x'
    assert.equal(redactText(line), line)
    assert.equal(redactText(line, { addresses: true, key: 'k' }).replace(/[0-9a-f]{8}\]/g, ']'),
      'cluster.[redacted:host:].x: 1 [redacted:ip:]:8080 [[redacted:ip:]]:80 127.0.0.1 0.0.0.0 [redacted:host:] 1.40.0 12:30:45 a::b type.googleapis.com/envoy.x')
  })

  const kept = [
    `"x-request-id": "${randomUUID()}"`, 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', '"runtime_key": "a.b"', '"descriptor_key": "x"',
    'TOKEN_PATH=/var/run/secrets/token', '"secret_name": "db-credentials"', '"authorization": "%REQ(AUTHORIZATION)%"', 'redis.x.command.auth.total: 3', 'http.ingress.jwt_authn.token: 3',
    'ssl.session_reused: 12', 'cluster.auth-token.upstream_rq_total: 7', '"token_bucket": {"max_tokens": 5}', '"name": "api-token", "value": 0', 'repo/envoy@sha256:abc', 'PWD=/home/envoy',
    '"tls_certificate_sds_secret_configs": [{"name": "spiffe://a/b"}]', 'basic authentication failed', 'bearer token missing', 'msg="x" key=default/orders', '"cookie": {"name": "session-affinity", "ttl": "0s"}',
    'APPMESH_SDS_SOCKET_PATH=/run/sds.sock', 'AWS_ROLE_ARN=arn:aws:iam::1:role/x', 'passthrough: true', 'listener.0.0.0.0_15000.downstream_cx_total: 9', '"inline_string": "W3JlZGFjdGVkXQ=="',
  ]
  for (const line of kept) it(`keeps ${line.slice(0, 50)}`, () => assert.equal(redactText(line), line))
})
