import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parse } from 'yaml'
import { redactText } from '../../../src/snapshot/redact/redact.ts'
import { Redactor } from '../../../src/snapshot/redact/redactor.ts'

const token = String.raw`\[redacted:[a-z-]+:[0-9a-f]{8}\]`

describe('redaction of blocks and keys', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a literal block', 'a:\n  password: |\n    one1secret\n\n    two2secret\n  b: 1\n', `a:\n  password: |\n    ${token}\n  b: 1\n`],
    ['a folded block at the end of the text', 'password: >-\n  one1secret', `password: >-\n  ${token}`],
    ['a block in a list', '- token: |\n    one1secret\n- b\n', `- token: |\n    ${token}\n- b\n`],
    ['the value of an environment variable', '- name: DB_PASSWORD\n  value: |\n    one1secret\n  b: 1\n', `- name: DB_PASSWORD\n  value: \\|\n    ${token}\n  b: 1\n`.replace('value: \\|', 'value: |')],
    ['Windows line ends', 'password: |\r\n  one1secret\r\n  two2secret\r\nb: 1\r\n', `password: |\r\n  ${token}\r\nb: 1\r\n`],
    ['a block in a string of JSON', String.raw`{"y":"a:\n  password: |\n    one1secret \"x\"\n    two\n  b: 1\n"}`, String.raw`{"y":"a:\n  password: |\n    ${token}\n  b: 1\n"}`],
    ['a block that the string of JSON ends', String.raw`{"y":"password: |\n  one1secret","z":1}`, String.raw`{"y":"password: |\n  ${token}","z":1}`],
    ['the first line of a text in a string of JSON', String.raw`{"y":"password: one1secret\nb: 1"}`, String.raw`{"y":"password: '${token}'\nb: 1"}`],
    ['a scalar on the line below', 'password:\n  one1secret\nb: 1\n', `password:\n  '${token}'\nb: 1\n`],
    ['a mapping below is no secret', 'secret:\n  name: orders\nb: 1\n', 'secret:\n  name: orders\nb: 1\n'],
    ['a list below is none', 'tokens:\n  - orders\n', 'tokens:\n  - orders\n'],
    ['an empty block', 'password: |\nb: one1visible\n', 'password: |\nb: one1visible\n'],
    ['a key of EC', '{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}', `{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","d":"${token}"}`],
    ['a symmetric key', '{"kty":"oct", "k" : "GawgguFyGrWKav7AX4VKUg"}', `{"kty":"oct", "k" : "${token}"}`],
    ['short members and names are none', '{"d":"5s","p":"99","q":"x","k":"orders-payments-checkout-frontend","qi":12345678901234567890123}', '{"d":"5s","p":"99","q":"x","k":"orders-payments-checkout-frontend","qi":12345678901234567890123}'],
  ]
  const quoteAll = (text: string): RegExp => new RegExp(`^${text.split(token).map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join(token)}$`)
  for (const [name, text, expected] of cases) {
    it(name, () => {
      const out = redactText(text)
      assert.match(out, quoteAll(expected))
      assert.equal(redactText(out), out, 'again changes it')
    })
  }

  it('YAML stays YAML, and what lies beside a block stays', () => {
    const scalar = fc.stringMatching(/^[a-z][a-z0-9]{3,20}$/)
    fc.assert(fc.property(fc.array(scalar, { minLength: 1, maxLength: 6 }), fc.constantFrom('|', '>', '|-', '>+'), fc.integer({ min: 1, max: 8 }), (lines, header, deep) => {
      const indent = ' '.repeat(deep)
      const text = `before: visible\nouter:\n${indent}password: ${header}\n${lines.map(line => `${indent}  ${line}SECRET`).join('\n')}\n${indent}after: visible\nlast: visible\n`
      const out = redactText(text)
      assert.ok(!out.includes('SECRET'), out)
      const read = parse(out) as { before: string, outer: { after: string, password: string }, last: string }
      assert.deepEqual([read.before, read.outer.after, read.last], ['visible', 'visible', 'visible'])
      assert.match(read.outer.password, /^\[redacted:password:/)
    }))
  })

  it('however the text is cut into pieces, and however long a block is', () => {
    for (const size of [1, 1000, 300_000]) {
      const text = `${'x: 1\n'.repeat(100)}password: |\n${'  SECRETline of it\n'.repeat(size)}after: visible\n${'x: 1\n'.repeat(20_000)}`
      const whole = redactText(text)
      assert.ok(!whole.includes('SECRET'))
      assert.match(whole, /\nafter: visible\n/)
      for (const piece of [7919, 65_536]) {
        const redactor = new Redactor()
        let out = ''
        for (let at = 0; at < text.length; at += piece) out += redactor.push(text.slice(at, at + piece))
        assert.ok(out + redactor.end() === whole, `pieces of ${piece}`)
      }
    }
  })
})
