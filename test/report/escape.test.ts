import assert from 'node:assert/strict'
import fc from 'fast-check'
import { codeBlock, codeSpan, escapeEncoded, escapeMarkdown, escapeText, hasHidden } from '../../src/report/escape.ts'
import { hostileNames } from './samples.ts'

/** Any string, with what a terminal or a reader could be fooled by more often than chance has it. */
const nasty = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(hostileNames).filter(name => name.length < 200), '\u001b', '\u202e', '\ue000', '\r\n'))).map(parts => parts.join(''))

describe('escaping', () => {
  const rows: [string, string, string][] = [
    ['plain text stays', 'payments.shop.local', 'payments.shop.local'],
    ['other letters stay', 'Zürich 支払い שלום e\u0301', 'Zürich 支払い שלום e\u0301'],
    ['an escape sequence', '\u001b[31mred', '\\x1b[31mred'],
    ['an operating system command', '\u001b]0;x\u0007', '\\x1b]0;x\\x07'],
    ['the one-character form of it', '\u009b31m', '\\x9b31m'],
    ['a line break', 'a\r\nb', 'a\\r\\nb'],
    ['a tabulator', 'a\tb', 'a\\tb'],
    ['a right-to-left override', 'a\u202eb', 'a\\u202eb'],
    ['isolates and marks of direction', '\u2066\u2069\u200f\u061c', '\\u2066\\u2069\\u200f\\u061c'],
    ['zero width', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
    ['line separators of Unicode', '\u2028\u2029', '\\u2028\\u2029'],
    ['tag letters', '\u{e0041}', '\\u{e0041}'],
    ['a lone surrogate', '\ud800', '\\ud800'],
    ['our own marks, forged', '\ue000x\ue001', '\\ue000x\\ue001'],
  ]
  for (const [name, text, expected] of rows) it(name, () => assert.equal(escapeText(text), expected))

  it('leaves nothing hidden in any text', () => {
    fc.assert(fc.property(nasty, text => !hasHidden(escapeText(text)) && !/[^\P{C}]/u.test(escapeText(text).replaceAll(/\p{Cn}/gu, ''))))
  })

  it('keeps the value of JSON', () => {
    fc.assert(fc.property(nasty, text => {
      const encoded = escapeEncoded(JSON.stringify({ text }, null, 2))
      assert.deepEqual(JSON.parse(encoded), { text })
      assert.ok(!hasHidden(encoded.replaceAll('\n', '')))
    }))
  })

  const markdown: [string, string, string][] = [
    ['markup', '**a** _b_ #c', '\\*\\*a\\*\\* \\_b\\_ \\#c'],
    ['a link', '[a](https://b)', '\\[a\\](https&#58;//b)'],
    ['HTML', '<img src=x>', '&lt;img src=x&gt;'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['a mention', '@everyone', '&#64;everyone'],
    ['a bare host', 'www.evil.test', 'www&#46;evil.test'],
    ['a bar', 'a|b', 'a\\|b'],
    ['inline code of the writer stays', 'see `a | <b>` now', 'see `a | <b>` now'],
    ['a lone backtick', 'a ` b', 'a \\` b'],
    ['an underline that makes a heading of the line before', '---', '\\---'],
    ['control characters', '\u001b[1m', '\\\\x1b\\[1m'],
  ]
  for (const [name, text, expected] of markdown) it(`markdown: ${name}`, () => assert.equal(escapeMarkdown(text), expected))

  it('markdown: outside code nothing is left that could open markup', () => {
    fc.assert(fc.property(nasty, text => {
      const outside = escapeMarkdown(text).replaceAll(/`[^`]+`/g, '').replaceAll(/\\[\\`*_{}[\]#|~!$]/g, '')
      assert.doesNotMatch(outside, /[`*_[\]<>|@]|:\/\//)
    }))
  })

  it('a code span or block cannot be ended from inside', () => {
    assert.equal(codeSpan('a`b'), '``a`b``')
    assert.equal(codeSpan('`'), '`` ` ``')
    assert.equal(codeSpan(''), '')
    assert.equal(codeBlock(['```', 'x']), '````\n```\nx\n````')
    fc.assert(fc.property(nasty.filter(text => text !== ''), text => {
      const [, fence = '', inside = ''] = /^(`+)(.*)\1$/s.exec(codeSpan(text)) ?? []
      assert.ok(!inside.includes(fence) || fence === '')
    }))
  })
})
