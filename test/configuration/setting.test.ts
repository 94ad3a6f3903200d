import assert from 'node:assert/strict'
import { readDuration } from '../../src/configuration/duration.ts'
import { openConfiguration, type Setting } from '../../src/configuration/setting.ts'
import { ConfigurationError } from '../../src/errors.ts'

function mistakesOf(text: string, read: (root: Setting) => unknown): string[] {
  const file = openConfiguration(text, 'file.yml', 'test')
  read(file.root)
  try {
    file.finish()
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    return error.mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`)
  }
}

describe('configuration', () => {
  for (const [text, seconds] of [['30s', 30], ['5m', 300], ['1h30m', 5400], ['500ms', 0.5], ['0', 0], ['1d', 86_400], ['', undefined], ['5', undefined], ['m', undefined], ['1s1m', undefined], ['-5s', undefined], ['5m ', undefined]] as const) {
    it(`reads the duration ${JSON.stringify(text)} as ${String(seconds)}`, () => assert.equal(readDuration(text), seconds))
  }

  const table: readonly (readonly [string, string, (root: Setting) => unknown, readonly string[]])[] = [
    ['an unknown key with the one that was meant', 'targest: []\n', root => root.fields(['targets']), ['1:1 targest is no key that is known here; did you mean targets?']],
    ['an unknown key without a value', 'x:\n', root => root.fields(['targets']), ['1:1 x is no key that is known here; there are targets']],
    ['a list where a mapping belongs', '- 1\n', root => root.fields(['a']), ['1:1 the file is a mapping of keys to values']],
    ['a text where a list belongs', 'a: x\n', root => root.fields(['a']).a?.items(), ['1:4 a is a list']],
    ['a number out of range', 'a:\n  b: 0\n', root => root.fields(['a']).a?.fields(['b']).b?.whole(1, 5), ['2:6 a.b is a whole number from 1 to 5']],
    ['a word that is none', 'a: [x]\n', root => root.fields(['a']).a?.items()[0]?.word(['A', 'B']), ['1:5 a[0] is one of A, B, not "x"']],
    ['a flag that is a text', 'a: "yes"\n', root => root.fields(['a']).a?.flag(), ['1:4 a is true or false']],
    ['a duration that is none', 'a: soon\n', root => root.fields(['a']).a?.seconds(1, 60), ['1:4 a is a duration such as 30s or 5m, from 1 to 60 seconds']],
    ['two mistakes at once', 'a: x\nb: y\n', root => Object.values(root.fields(['a', 'b'])).map(one => one?.flag()), ['1:4 a is true or false', '2:4 b is true or false']],
  ]
  for (const [name, text, read, expected] of table) it(`tells ${name}`, () => assert.deepEqual(mistakesOf(text, read), expected))

  it('tells where YAML itself is broken', () => assert.match(mistakesOf('a: [1\nb: 2\n', () => undefined)[0] ?? '', /^\d+:\d+ /))
  it('takes an empty file as one without settings', () => assert.deepEqual(mistakesOf('', root => root.fields(['a'])), []))
  it('follows an alias', () => {
    const file = openConfiguration('a: &x 5\nb: *x\n', 'f', 't')
    assert.equal(file.root.fields(['a', 'b']).b?.whole(0, 9), 5)
  })
})
