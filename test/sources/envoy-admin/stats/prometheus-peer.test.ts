import assert from 'node:assert/strict'
import fc from 'fast-check'
import parsePeer, { type Family } from 'parse-prometheus-text-format'
import { visitPrometheus } from '../../../../src/sources/envoy-admin/stats/visit-prometheus.ts'

interface Sample { name: string, labels: Record<string, string>, value: number, time: number | undefined }
interface Page { samples: Sample[], types: Record<string, string>, helps: Record<string, string>, malformed: number }

function readOurs(page: string): Page {
  const read: Page = { samples: [], types: {}, helps: {}, malformed: 0 }
  visitPrometheus([Buffer.from(page)], {
    sample: sample => {
      const labels = Object.fromEntries(Array.from({ length: sample.labelCount }, (_, i) => [sample.labelName(i), sample.labelValue(i)]))
      read.samples.push({ name: sample.name, labels, value: sample.value(), time: sample.timestamp })
    },
    type: (family, type) => read.types[family] = type.toUpperCase(),
    help: (family, text) => read.helps[family] = text,
    problem: (_line, _message, kind) => {
      if (kind === 'malformed') read.malformed++
    },
  })
  return read
}

/** What the package gives, taken apart into samples again. */
function readPeers(page: string): Sample[] {
  return parsePeer(page).flatMap(family => family.metrics.flatMap(metric => flatten(family, metric)))
}

function flatten({ name }: Family, metric: Family['metrics'][number]): Sample[] {
  const { value, labels = {}, timestamp_ms: time, buckets, quantiles, sum, count } = metric
  const of = (suffix: string, text: string | undefined, more: Record<string, string> = {}): Sample[] =>
    text === undefined ? [] : [{ name: name + suffix, labels: { ...labels, ...more }, value: Number(text.replace('Inf', 'Infinity')), time: time === undefined ? undefined : Number(time) }]
  return [
    ...of('', value),
    ...Object.entries(buckets ?? {}).flatMap(([le, text]) => of('_bucket', text, { le })),
    ...Object.entries(quantiles ?? {}).flatMap(([quantile, text]) => of('', text, { quantile })),
    ...of('_sum', sum), ...of('_count', count),
  ]
}

const byName = (samples: readonly Sample[]): string[] => samples.map(sample => JSON.stringify([sample.name, Object.entries(sample.labels).sort(), String(sample.value), sample.time])).sort()

const metricName = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
const labelValue = fc.string({ unit: 'binary', maxLength: 8 }).filter(text => !text.includes('\r'))
const escape = (text: string): string => text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')
const value = fc.oneof(fc.nat().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.constantFrom('NaN', '+Inf', '-Inf'))

/** Families as the package reads them rightly: each once, each in one piece, histograms without labels. */
const page = fc.uniqueArray(fc.record({
  name: metricName,
  type: fc.constantFrom('counter', 'gauge', 'histogram', 'summary'),
  help: fc.stringMatching(/^[a-z](?:[a-z ,"]{0,9}[a-z])?$/),
  values: fc.uniqueArray(fc.record({ label: labelValue, value, time: fc.option(fc.nat()) }), { minLength: 1, maxLength: 4, selector: item => item.label }),
}), { maxLength: 5, selector: family => family.name }).map(families => families.map(({ name, type, help, values }) => {
  const head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
  const first = values[0]?.value ?? '0'
  if (type === 'histogram') return `${head}${name}_bucket{le="1"} ${first}\n${name}_bucket{le="+Inf"} 7\n${name}_sum 1.5\n${name}_count 7\n`
  if (type === 'summary') return `${head}${name}{quantile="0.5"} ${first}\n${name}_sum 1.5\n${name}_count 7\n`
  return head + values.map(item => `${name}{l="${escape(item.label)}",m="x{},#="} ${item.value}${item.time === null ? '' : ` ${item.time}`}\n`).join('')
}).join(''))

describe('visitPrometheus beside parse-prometheus-text-format 1.1.1', () => {
  it('reads the same where the package is right', () => {
    fc.assert(fc.property(page, text => {
      const ours = readOurs(text)
      assert.equal(ours.malformed, 0)
      assert.deepEqual(byName(ours.samples), byName(readPeers(text)))
      for (const family of parsePeer(text)) assert.deepEqual([ours.types[family.name], ours.helps[family.name]], [family.type, family.help])
    }), { numRuns: 300 })
  })

  const histograms = ['a', 'b'].map(c => `h_bucket{c="${c}",le="1"} 1\nh_bucket{c="${c}",le="+Inf"} 2\nh_sum{c="${c}"} 3\nh_count{c="${c}"} 2\n`).join('')
  /** Its defects: what it gives, and what we give. */
  const defects: readonly (readonly [string, string, (peer: string) => void, (ours: Page) => void])[] = [
    [
      'it makes one histogram of all, without labels, sum and count', `# TYPE h histogram\n${histograms}`,
      text => assert.deepEqual(parsePeer(text), [{ name: 'h', help: '', type: 'HISTOGRAM', metrics: [{ buckets: { 1: '1', '+Inf': '2' } }] }]),
      ours => assert.deepEqual(ours.samples.map(({ name, labels }) => `${name} ${labels.c ?? ''}`), ['a', 'b'].flatMap(c => [`h_bucket ${c}`, `h_bucket ${c}`, `h_sum ${c}`, `h_count ${c}`])),
    ],
    ['it loses the last sample without a newline', 'm 1', text => assert.deepEqual(parsePeer(text), []), ours => assert.deepEqual(ours.samples.map(({ value: v }) => v), [1])],
    ['it makes a sample of a comment without a blank', '#just a comment\n', text => assert.equal(parsePeer(text)[0]?.name, '#just'), ours => assert.deepEqual([ours.samples, ours.malformed], [[], 0])],
    ['it throws at HELP without a text', '# HELP m\nm 1\n', text => assert.throws(() => parsePeer(text)), ours => assert.equal(ours.samples.length, 1)],
    ['it throws at more blanks in TYPE', '# TYPE  m \t counter\nm 1\n', text => assert.throws(() => parsePeer(text)), ours => assert.deepEqual(ours.types, { m: 'COUNTER' })],
    ['it takes a value that is none', 'm abc\n', text => assert.equal(parsePeer(text)[0]?.metrics[0]?.value, 'abc'), ours => assert.deepEqual([ours.samples.length, ours.malformed], [0, 1])],
    ['it takes no value for one', 'm\n', text => assert.equal(parsePeer(text)[0]?.metrics[0]?.value, ''), ours => assert.deepEqual([ours.samples.length, ours.malformed], [0, 1])],
    ['it takes a name that is none', '9m 1\n', text => assert.equal(parsePeer(text)[0]?.name, '9m'), ours => assert.deepEqual([ours.samples.length, ours.malformed], [0, 1])],
    ['it takes a type that is none', '# TYPE m banana\nm 1\n', text => assert.equal(parsePeer(text)[0]?.type, 'BANANA'), ours => assert.deepEqual([ours.types, ours.malformed], [{}, 1])],
    ['it overwrites a series that stands twice', 'm{a="1"} 1\nm{a="1"} 2\n', text => assert.equal(parsePeer(text)[0]?.metrics.length, 1), ours => assert.equal(ours.samples.length, 2)],
    ['it makes two families of one in pieces', 'a 1\nb 1\na 2\n', text => assert.deepEqual(parsePeer(text).map(({ name }) => name), ['a', 'b', 'a']), ours => assert.equal(ours.samples.length, 3)],
    ['it leaves values texts', 'm NaN\n', text => assert.equal(parsePeer(text)[0]?.metrics[0]?.value, 'NaN'), ours => assert.ok(Number.isNaN(ours.samples[0]?.value))],
    ['it loses a label called __proto__', 'm{__proto__="x"} 1\n', text => assert.deepEqual(Object.keys(parsePeer(text)[0]?.metrics[0]?.labels ?? {}), []), ours => assert.deepEqual(Object.keys(ours.samples[0]?.labels ?? {}), ['__proto__'])],
    ['it glues an exemplar into the time', 'm 1 # {t="x"} 1\n', text => assert.equal(parsePeer(text)[0]?.metrics[0]?.timestamp_ms, '#{t="x"}1'), ours => assert.deepEqual([ours.samples.length, ours.samples[0]?.time], [1, undefined])],
    ['it loses quoted names', '{"a.b"} 1\n', text => assert.deepEqual(parsePeer(text), []), ours => assert.deepEqual(ours.samples.map(({ name }) => name), ['a.b'])],
  ]
  for (const [rule, text, peer, ours] of defects) {
    it(`${rule}; we do not`, () => {
      peer(text)
      ours(readOurs(text))
    })
  }
})
