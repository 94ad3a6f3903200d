/** Formats and lines made by chance, for property tests. */
import fc from 'fast-check'
import { operators, splitFormat, type Kind } from './parse-line.ts'

const separators = [' ', '" "', ' | ', '\t', ',', '] [', '::', ' took=', '"', ' %% ', '";"']

/** A format of some operators in any order, with something between all of them. */
export const anyFormat: fc.Arbitrary<string> = fc.tuple(
  fc.shuffledSubarray(Object.keys(operators), { minLength: 1 }),
  fc.array(fc.constantFrom(...separators), { minLength: 20, maxLength: 20 }),
  fc.constantFrom('', '[', '"', 'access: '), fc.constantFrom('', '\n', '"\n', ' end\n'),
).map(([chosen, between, first, last]) => first + chosen.map((operator, i) => operator + (i === chosen.length - 1 ? '' : between[i] ?? ' ')).join('') + last)

const texts = fc.oneof(
  fc.constantFrom('-', '', 'GET', '/orders/17?x=1', 'orders.shop.local:8080', 'say "hi"', 'curl/8.4.0', 'Envoy/HC', '--', 'ü☂', '%', 'a'.repeat(70)),
  fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 20 }),
).map(text => Buffer.from(text.replace(/[\r\n]/g, '')).toString('latin1'))

const ofKind: Readonly<Record<Kind, fc.Arbitrary<string>>> = {
  text: texts,
  word: fc.oneof(fc.constantFrom('-', '10.0.0.7:8080', '[::1]:80', ''), fc.string({ maxLength: 40 }).map(text => Buffer.from(text.replace(/[\s"]/g, '')).toString('latin1'))),
  flags: fc.constantFrom('-', 'UF', 'UF,URX', 'DC', 'NoRouteFound', ''),
  number: fc.oneof(fc.constantFrom('-', '0', '007', '200', '503', '99999999', '123456789', '12345678901234', ''), fc.nat().map(String)),
  time: fc.oneof(
    fc.date({ min: new Date('1970-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }).map(date => date.toISOString()),
    fc.nat(200_000).map(offset => new Date(Date.UTC(2026, 10, 20, 11) + offset).toISOString()),
    fc.constantFrom('2026-11-20T11:00:00Z', '2026-11-20T11:00:00.123456Z', '2026-11-20T11:00:60.000Z', '2026-11-20T11:00:00.1+02:00'),
  ),
}

/** Values for the operators of a format such that the line says where each ends; with them, the line. */
export function lineOf(format: string): fc.Arbitrary<string> {
  const pieces = splitFormat(format)
  return fc.tuple(...pieces.map((piece, i) => {
    const operator = operators[piece]
    if (operator === undefined) return fc.constant(piece)
    const literal = pieces[i + 1] ?? ''
    return ofKind[operator[1]].map(value => (value + literal).indexOf(literal) === value.length ? value : '-').map(value => operator[1] === 'time' && value === '-' ? '2026-11-20T11:00:00Z' : value)
  })).map(values => values.join('').replace(/\n$/, ''))
}

/**
 * Damages a line in one to three places: bytes are lost, doubled, put in or changed, or its end is missing.
 * @param from share of the line that stays whole: what stands before a whole line would be taken for a wrapper
 */
export function damaged(line: fc.Arbitrary<string>, from = 0): fc.Arbitrary<string> {
  const place = fc.double({ min: from, max: 1, noNaN: true })
  const change = fc.record({ what: fc.constantFrom('drop', 'double', 'put', 'change', 'cut'), place, byte: fc.oneof(fc.constantFrom(32, 34, 45, 48, 57, 44, 91, 93, 0, 255), fc.nat(255)) })
  return fc.tuple(line, fc.array(change, { minLength: 1, maxLength: 3 })).map(([text, changes]) => {
    let damagedText = text
    for (const { what, place, byte } of changes) {
      const at = Math.floor(place * damagedText.length)
      const put = byte === 10 || byte === 13 ? ' ' : String.fromCharCode(byte)
      const [before, after] = [damagedText.slice(0, at), damagedText.slice(at)]
      damagedText = what === 'cut' ? before : what === 'drop' ? before + after.slice(1) : what === 'double' ? before + after.slice(0, 3) + after : before + put + (what === 'put' ? after : after.slice(1))
    }
    return damagedText
  })
}
