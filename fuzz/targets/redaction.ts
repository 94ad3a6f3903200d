import { Redactor } from '../../src/snapshot/redact/redactor.ts'
import { cutUp, demandSame } from '../cut.ts'
import type { Random } from '../random.ts'
import { pickLines, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

function redact(pieces: readonly string[], addresses: boolean): { text: string, kinds: string } {
  const redactor = new Redactor({ addresses, key: 'k' })
  let text = ''
  for (const piece of pieces) text += redactor.push(piece)
  text += redactor.end()
  return { text, kinds: Object.keys(redactor.counts).sort().join() }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Long enough that the redactor gives out text before it has seen all; ends anywhere in an input. */
function lengthen(input: Uint8Array, random: Random): Uint8Array {
  return Buffer.concat([Buffer.alloc(114_500 + random.below(300), 'lorem ipsum\n'), input, Buffer.alloc(60_000, 'lorem ipsum\n')])
}

export const redaction: Target = {
  name: 'redaction', inputs: 300_000, longest: 32 * 1024,
  words: ['password=', '"password":"', 'Authorization: Bearer ', 'eyJhbGciOi.eyJzdWIi.c2ln', 'AKIAIOSFODNN7EXAMPLE', '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', 'user:pw@', '://', 'a@b.example', '[redacted:jwt:00000000]', '[redacted', '"key":"x-api-key","value":"', '\\"', '\\\\"', 'token: ', 'secret', '10.0.0.1', '::1', 'set-cookie: a=b; '],
  seeds: () => toBytes([
    '{"name":"DB_PASSWORD","value":"hunter2"}', '{"header":{"key":"authorization","value":"Bearer abc.def"}}', 'authorization: Basic dXNlcjpwYXNz\ncookie: a=b; c=d\n', 'http://user:pass@host:80/x?token=abc&y=1',
    '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n', '"a":"-----BEGIN EC PRIVATE KEY-----\\nMIIE\\n-----END EC PRIVATE KEY-----\\n"', 'eyJhbGciOi.eyJzdWIi.c2ln x@example.com 10.0.0.1:80 [::1]:80 a.shop.local\n',
    'password: "a b" secret=\'x\' api_key = [redacted:key:00000000], token=x)\n', '{"inline_string":"x","private_key":{"inline_bytes":"LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t"}}', ...pickLines('tls-upstream-untrusted-ca/checkout/config_dump.json', 8, 4),
  ]),
  run: (input, random) => {
    const addresses = random.once(2)
    const { text, kinds } = redact([latin1(input)], addresses)
    const whole = latin1(input)
    if (random.once(2)) demandSame(text, redact(cutUp(input, random).map(latin1), addresses).text)
    demandSame(text, redact([text], addresses).text)
    if (whole.startsWith('{') && isJson(whole)) demand(isJson(text), 'what was JSON is none any more')
    if (random.once(300)) {
      const long = lengthen(input, random)
      demandSame(redact([latin1(long)], addresses).text, redact(cutUp(long, random).map(latin1), addresses).text)
    }
    return kinds
  },
}
