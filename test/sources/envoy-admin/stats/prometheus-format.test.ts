import assert from 'node:assert/strict'
import { visitPrometheus } from '../../../../src/sources/envoy-admin/stats/visit-prometheus.ts'

interface Case {
  /** The decision. */
  rule: string
  page: string | Uint8Array
  /** Samples as `name{label=value,…} value[ @time][ #exemplar]`. */
  samples?: readonly string[]
  /** Malformed lines: number and a part of the reason. */
  malformed?: readonly (readonly [number, string])[]
  doubtful?: readonly (readonly [number, string])[]
  /** TYPE, HELP and UNIT as `TYPE name text`. */
  notes?: readonly string[]
}

const bytes = (...parts: (string | number[])[]): Uint8Array => Buffer.concat(parts.map(part => Buffer.from(part as string)))

/** Every case of the format in which readers differ, or may go wrong, and what is decided. */
const cases: readonly Case[] = [
  { rule: 'a sample without labels', page: 'm 1\n', samples: ['m{} 1'] },
  { rule: 'a sample with an empty set of labels', page: 'm{} 1\n', samples: ['m{} 1'] },
  { rule: 'labels in the order of the page', page: 'm{b="1",a="2"} 3\n', samples: ['m{b=1,a=2} 3'] },
  { rule: 'a comma behind the last label', page: 'm{a="1",} 2\n', samples: ['m{a=1} 2'] },
  { rule: 'blanks and tabs wherever there may be some', page: '  m \t{ a = "1" , b\t=\t"2" }\t 3 \t 4 \n', samples: ['m{a=1,b=2} 3 @4'] },
  { rule: 'no blank between labels and value', page: 'm{a="1"}2\n', samples: ['m{a=1} 2'] },
  { rule: 'names with colons, as recording rules have', page: 'job:rate:5m 1\n', samples: ['job:rate:5m{} 1'] },
  { rule: 'the three escapes', page: 'm{a="\\\\ \\" \\n"} 1\n', samples: ['m{a=\\ " \n} 1'] },
  { rule: 'an escaped backslash before n is no newline', page: 'm{a="\\\\n"} 1\n', samples: ['m{a=\\n} 1'] },
  { rule: 'any other escape stays as it is', page: 'm{a="\\t"} 1\n', samples: ['m{a=\\t} 1'], doubtful: [[1, 'an escape']] },
  { rule: 'braces, commas, hashes and = in a value', page: 'm{a="} , # = {"} 1\n', samples: ['m{a=} , # = {} 1'] },
  { rule: 'an empty label value', page: 'm{a=""} 1\n', samples: ['m{a=} 1'] },
  { rule: 'a label called __proto__', page: 'm{__proto__="x"} 1\n', samples: ['m{__proto__=x} 1'] },
  { rule: 'UTF-8 in a value', page: 'm{a="é‮"} 1\n', samples: ['m{a=é‮} 1'] },
  { rule: 'a value that is not UTF-8', page: bytes('m{a="', [0xff], '"} 1\n'), samples: ['m{a=�} 1'], doubtful: [[1, 'UTF-8']] },
  { rule: 'quoted label names', page: 'm{"a.b"="1"} 2\n', samples: ['m{a.b=1} 2'] },
  { rule: 'quoted metric names', page: '{"a.b",c="1"} 2\n{"d e"} 3\n', samples: ['a.b{c=1} 2', 'd e{} 3'] },
  { rule: 'not a number', page: 'm NaN\nm nan\n', samples: ['m{} NaN', 'm{} NaN'] },
  { rule: 'infinities', page: 'm +Inf\nm -Inf\nm Inf\n', samples: ['m{} Infinity', 'm{} -Infinity', 'm{} Infinity'] },
  {
    rule: 'every way of writing a number', page: 'm 1.5\nm .5\nm 5.\nm 1e3\nm 1.5E-3\nm +1\nm -1\nm 007\n',
    samples: ['m{} 1.5', 'm{} 0.5', 'm{} 5', 'm{} 1000', 'm{} 0.0015', 'm{} 1', 'm{} -1', 'm{} 7'],
  },
  { rule: 'a time', page: 'm 1 1700000000000\nm 2 -5\n', samples: ['m{} 1 @1700000000000', 'm{} 2 @-5'] },
  { rule: 'a time in seconds with a fraction, as in OpenMetrics', page: 'm 1 1700000000.123\n', samples: ['m{} 1 @1700000000.123'] },
  { rule: 'no newline at the end', page: 'm 1\nn 2', samples: ['m{} 1', 'n{} 2'] },
  { rule: 'carriage returns', page: '# TYPE m counter\r\nm{a="1"} 1\r\nm 2 3\r\n\r\n', samples: ['m{a=1} 1', 'm{} 2 @3'], notes: ['TYPE m counter'] },
  { rule: 'a byte order mark', page: bytes([0xef, 0xbb, 0xbf], 'm 1\n'), samples: ['m{} 1'] },
  { rule: 'empty lines', page: '\n\nm 1\n \t \n\n', samples: ['m{} 1'] },
  { rule: 'nothing at all', page: '' },
  { rule: 'comments, with a blank or without', page: '# a comment\n#just a comment\n#\n#TYPE m counter\nm 1\n', samples: ['m{} 1'] },
  { rule: 'HELP with its escapes, and without a text', page: '# HELP m a\\\\b\\nc\n# HELP n\nm 1\nn 2\n', samples: ['m{} 1', 'n{} 2'], notes: ['HELP m a\\b\nc', 'HELP n '] },
  { rule: 'more blanks in a TYPE line', page: '#  TYPE \t m \t counter \nm 1\n', samples: ['m{} 1'], notes: ['TYPE m counter'] },
  {
    rule: 'OpenMetrics: UNIT, exemplars, EOF',
    page: '# TYPE m counter\n# UNIT m seconds\nm_total{a="1"} 2 # {trace="x y"} 0.5 1.5\nm_total 3 4 # {} 1\n# EOF\n',
    samples: ['m_total{a=1} 2 #{trace="x y"} 0.5 1.5', 'm_total{} 3 @4 #{} 1'], notes: ['TYPE m counter', 'UNIT m seconds'],
  },
  { rule: 'anything after EOF', page: 'm 1\n# EOF\n\nn 2\n', samples: ['m{} 1'], malformed: [[4, 'after # EOF']] },
  {
    rule: 'labelled histograms stay apart, and belong to their family',
    page: '# TYPE h histogram\nh_bucket{c="a",le="1"} 1\nh_bucket{c="a",le="+Inf"} 2\nh_sum{c="a"} 3.5\nh_count{c="a"} 2\nh_bucket{c="b",le="+Inf"} 0\nh_sum{c="b"} 0\nh_count{c="b"} 0\n',
    samples: ['h_bucket{c=a,le=1} 1', 'h_bucket{c=a,le=+Inf} 2', 'h_sum{c=a} 3.5', 'h_count{c=a} 2', 'h_bucket{c=b,le=+Inf} 0', 'h_sum{c=b} 0', 'h_count{c=b} 0'],
    notes: ['TYPE h histogram'],
  },
  { rule: 'a summary', page: '# TYPE s summary\ns{quantile="0.5"} NaN\ns_sum 0\ns_count 0\n', samples: ['s{quantile=0.5} NaN', 's_sum{} 0', 's_count{} 0'], notes: ['TYPE s summary'] },
  { rule: 'a second TYPE of a family', page: '# TYPE m counter\nm 1\n# TYPE m gauge\nm 2\n', samples: ['m{} 1', 'm{} 2'], notes: ['TYPE m counter', 'TYPE m gauge'], doubtful: [[3, 'a second TYPE']] },
  { rule: 'TYPE after samples', page: 'm 1\n# TYPE m gauge\nm 2\n', samples: ['m{} 1', 'm{} 2'], notes: ['TYPE m gauge'], doubtful: [[2, 'after its samples']] },
  { rule: 'a family in pieces, told once', page: 'a 1\nb 1\na 2\nb 2\na 3\n', samples: ['a{} 1', 'b{} 1', 'a{} 2', 'b{} 2', 'a{} 3'], doubtful: [[3, 'a goes on'], [4, 'b goes on']] },
  { rule: 'the same series twice is left to the visitor', page: 'm{a="1"} 1\nm{a="1"} 2\n', samples: ['m{a=1} 1', 'm{a=1} 2'] },
  { rule: 'a label twice', page: 'm{a="1",b="2",a="3"} 1\n', malformed: [[1, 'twice']] },
  { rule: 'no value', page: 'm\nm{a="1"}\nm \n', malformed: [[1, 'without a value'], [2, 'no value'], [3, 'no value']] },
  { rule: 'a value that is no number', page: 'm abc\nm 1x\nm 0x10\nm 1_000\nm --1\nm 1 2 3\n', malformed: [[1, 'no number'], [2, 'no number'], [3, 'no number'], [4, 'no number'], [5, 'no number'], [6, 'more than']] },
  { rule: 'a time that is no number', page: 'm 1 now\n', malformed: [[1, 'time']] },
  { rule: 'a name that begins with a digit', page: '9m 1\n', malformed: [[1, 'neither']] },
  { rule: 'a name with a character that no name has', page: 'a.b 1\na-b{c="1"} 1\n', malformed: [[1, ''], [2, '']] },
  { rule: 'labels that do not end', page: 'm{a="1 2\nm{a="1"\nm{a="1",\nm{a="1\\"\nm{\n', malformed: [[1, 'does not end'], [2, 'do not end'], [3, 'missing'], [4, 'does not end'], [5, 'missing']] },
  { rule: 'labels that are none', page: 'm{a} 1\nm{a=1} 1\nm{="1"} 1\nm{1a="1"} 1\nm{a="1"b="2"} 1\nm{,} 1\nm{a="1",,} 1\n', malformed: [[1, 'no ='], [2, 'not quoted'], [3, 'missing'], [4, 'missing'], [5, 'comma'], [6, 'missing'], [7, 'missing']] },
  { rule: 'a sample without a name', page: '{a="1"} 1\n{} 1\n', malformed: [[1, 'without a name'], [2, 'without a name']] },
  { rule: 'a second name', page: 'm{"n"} 1\n', malformed: [[1, 'second name']] },
  { rule: 'a type that is none, a TYPE without a name', page: '# TYPE m banana\n# TYPE\n# TYPE 1 counter\nm 1\n', samples: ['m{} 1'], malformed: [[1, 'no type'], [2, 'without the name'], [3, 'without the name']] },
  { rule: 'an exemplar that is none', page: 'm 1 # x\nm 1 # {a="1"}\nm 1 # {a} 1\n', malformed: [[1, 'exemplar'], [2, 'exemplar'], [3, 'exemplar']] },
  { rule: 'a line after a malformed one', page: 'm{a="1 1\nm 1\n', samples: ['m{} 1'], malformed: [[1, 'does not end']] },
]

interface Seen { samples: string[], malformed: [number, string][], doubtful: [number, string][], notes: string[] }

function visit(page: Uint8Array, chunk: number): Seen {
  const seen: Seen = { samples: [], malformed: [], doubtful: [], notes: [] }
  const chunks: Uint8Array[] = []
  for (let i = 0; i < page.length; i += chunk) chunks.push(page.slice(i, i + chunk))
  visitPrometheus(chunks, {
    sample: sample => {
      const labels = Array.from({ length: sample.labelCount }, (_, i) => `${sample.labelName(i)}=${sample.labelValue(i)}`)
      const time = sample.timestamp === undefined ? '' : ` @${sample.timestamp}`
      seen.samples.push(`${sample.name}{${labels.join(',')}} ${sample.value()}${time}${sample.exemplar === undefined ? '' : ` #${sample.exemplar}`}`)
    },
    type: (family, type) => seen.notes.push(`TYPE ${family} ${type}`),
    help: (family, text) => seen.notes.push(`HELP ${family} ${text}`),
    unit: (family, unit) => seen.notes.push(`UNIT ${family} ${unit}`),
    problem: (line, message, kind) => seen[kind].push([line, message]),
  })
  return seen
}

describe('visitPrometheus', () => {
  for (const { rule, page, samples = [], malformed = [], doubtful = [], notes = [] } of cases) {
    for (const chunk of [1, 7, 1 << 20]) {
      it(`${rule} (pieces of ${chunk})`, () => {
        const seen = visit(typeof page === 'string' ? Buffer.from(page) : page, chunk)
        assert.deepEqual(seen.samples, samples)
        assert.deepEqual(seen.notes, notes)
        for (const [kind, expected] of [['malformed', malformed], ['doubtful', doubtful]] as const) {
          assert.deepEqual(seen[kind].map(([line]) => line), expected.map(([line]) => line), kind)
          expected.forEach(([, part], i) => assert.ok(seen[kind][i]?.[1].includes(part), `${seen[kind][i]?.[1] ?? ''} has not: ${part}`))
        }
      })
    }
  }

  it('gives families and types of the parts of a histogram', () => {
    const families: string[] = []
    visitPrometheus([Buffer.from('# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\nh_total 1\n')], {
      sample: sample => families.push(`${sample.name} of ${sample.family} ${sample.type ?? 'untyped'}`),
    })
    assert.deepEqual(families, ['h_bucket of h histogram', 'h_sum of h histogram', 'h_count of h histogram', 'h_total of h_total untyped'])
  })

  it('keeps whole numbers up to 2^64 - 1 exact', () => {
    const values: unknown[] = []
    visitPrometheus([Buffer.from('m 9007199254740991\nm 9007199254740993\nm 18446744073709551615\nm 18446744073709551616\nm 1e+06\nm 1.5\nm -1\n')], {
      sample: sample => values.push(sample.unsigned()),
    })
    assert.deepEqual(values, [9007199254740991, 9007199254740993n, 18446744073709551615n, undefined, 1000000, undefined, undefined])
  })

  it('names a line of more than a mebibyte and goes on', () => {
    const seen = visit(Buffer.from(`m{a="${'x'.repeat(2 << 20)}"} 1\nm 2\n`), 1 << 16)
    assert.deepEqual(seen.samples, ['m{} 2'])
    assert.deepEqual(seen.malformed.map(([line]) => line), [1])
  })
})
