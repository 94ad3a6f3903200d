import assert from 'node:assert/strict'
import fc from 'fast-check'
import { cutMiddle } from '../../src/report/text/cut.ts'
import { balanceMarks, closeMark, dropMarks, openMark, readMarked } from '../../src/report/text/marks.ts'
import { displayWidth, padEnd, padStart } from '../../src/report/text/width.ts'
import { wrapLine, wrapParts, wrapSentence, wrapText } from '../../src/report/text/wrap.ts'

const words = fc.array(fc.stringMatching(/^[a-z支é…-]{1,30}$/), { minLength: 1 }).map(list => list.join(' '))
const columns = fc.integer({ min: 4, max: 120 })

describe('text on a screen', () => {
  const widths: [string, number][] = [
    ['', 0], ['abc', 3], ['支払い', 6], ['e\u0301', 1], ['ｱ', 1], ['Ａ', 2], ['한글', 4], ['🚀', 2], ['→', 1], ['…', 1], ['«»', 2], [`${openMark}a${closeMark}`, 1],
  ]
  for (const [text, expected] of widths) it(`${JSON.stringify(text)} takes ${expected} columns`, () => assert.equal(displayWidth(text), expected))

  it('pads by columns, not by characters', () => {
    assert.equal(padEnd('支', 4), '支  ')
    assert.equal(padStart('支', 4), '  支')
    assert.equal(padEnd('long', 2), 'long')
  })

  it('wraps within the columns and loses no word', () => {
    fc.assert(fc.property(words, columns, (text, width) => {
      const lines = wrapLine(text, width)
      for (const line of lines) assert.ok(displayWidth(line) <= width, line)
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
    }))
  })

  it('keeps a command between backticks in one piece', () => {
    const command = '`kubectl get meshes,virtualnodes -A -o yaml`'
    assert.ok(wrapText(`Run ${command} and look.`, 20, 40).includes(command))
  })

  it('keeps line breaks and snippets of a rule, and command lines whole', () => {
    const lines = wrapText('Set:\n  tls:\n    mode: STRICT\ncurl -s http://localhost:9901/stats?usedonly | grep ssl', 20, 40)
    assert.deepEqual(lines, ['Set:', '  tls:', '    mode: STRICT', 'curl -s http://localhost:9901/stats?usedonly | grep ssl'])
  })

  it('shows a line break inside a sentence instead of obeying it', () => {
    assert.deepEqual(wrapSentence('a\nCRITICAL b', 40, 40), ['a\\nCRITICAL b'])
  })

  it('cuts a long name in a sentence, and only there', () => {
    assert.deepEqual(wrapSentence(`see ${'x'.repeat(50)}-v2 now`, 20, 20), ['see', 'xxxxxxxxx…xxxxxxx-v2', 'now'])
    assert.equal(wrapSentence('x'.repeat(50), 20, Infinity).join(''), 'x'.repeat(50))
  })

  it('breaks between parts where it can', () => {
    assert.deepEqual(wrapParts(['checkout, payments', 'Envoy 1.29.12', 'App Mesh "shop"'], 36, 36), ['checkout, payments · Envoy 1.29.12', 'App Mesh "shop"'])
  })

  it('cuts in the middle and keeps both ends', () => {
    assert.equal(cutMiddle('cluster.payments.upstream_cx_connect_fail', 20), 'cluster.p…nnect_fail')
    assert.equal(cutMiddle('short', 20), 'short')
    fc.assert(fc.property(words, columns, (text, width) => displayWidth(cutMiddle(text, width)) <= width))
  })

  it('never cuts the marked difference while it fits', () => {
    const name = readMarked(`${'a'.repeat(40)}«-v2»${'b'.repeat(40)}`)
    const cut = cutMiddle(name, 20)
    assert.ok(cut.includes(`${openMark}-v2${closeMark}`), cut)
    assert.equal(displayWidth(cut), 20)
    fc.assert(fc.property(words, words, words, columns, (before, marked, after, width) => {
      const short = cutMiddle(readMarked(`${before}«${marked}»${after}`), width)
      assert.ok(displayWidth(short) <= width)
      if (displayWidth(marked) <= width - 2) assert.ok(short.includes(`${openMark}${marked}${closeMark}`))
    }))
  })

  it('closes a mark at the end of a line and opens it again', () => {
    assert.deepEqual(balanceMarks([`a ${openMark}b`, 'c', `d${closeMark} e`]), [
      `a ${openMark}b${closeMark}`, `${openMark}c${closeMark}`, `${openMark}d${closeMark} e`,
    ])
  })

  it('reads balanced marks only', () => {
    assert.equal(readMarked('a «b» c» «d'), `a ${openMark}b${closeMark} c» «d`)
    assert.equal(dropMarks('a «b» c» «d'), 'a b c» «d')
  })
})
