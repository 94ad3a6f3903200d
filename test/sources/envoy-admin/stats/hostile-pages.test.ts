import assert from 'node:assert/strict'
import { readPage } from './read-page.ts'

const mebibyte = 1 << 20
const many = (count: number, line: (i: number) => string): string => Array.from({ length: count }, (_, i) => line(i)).join('')

/** Pages made to cost more than they are long; each took minutes, or all memory, in a reader that trusts its input. */
const pages: Readonly<Record<string, string>> = {
  'a line of blanks': `m 1${' '.repeat(mebibyte - 10)}x\n`,
  'an exemplar without an end': `m{a="1"} 1 # {${'a="1" ,'.repeat(100_000)}\n`,
  'labels without number': `m{${many(40_000, i => `l${i}="x",`)}} 1\n`,
  'nothing but newlines': '\n'.repeat(mebibyte),
  'nothing but wrong lines': 'abc\n'.repeat(mebibyte / 4),
  'nothing but separators': `${': '.repeat(mebibyte / 2 - 10)}\n`,
  'a name of dots': `cluster.${'a.'.repeat(mebibyte / 2 - 100)}upstream_rq_total: 1\n`,
  'a family of underscores': `# TYPE x counter\nenvoy_cluster_${'a_'.repeat(100_000)}upstream_rq_total{envoy_cluster_name="x"} 1\n`,
  'a name of .rds.': `http.${'a.rds.'.repeat(100_000)}update_rejected: 1\n`,
  'JSON without an end': `{"stats":[${'['.repeat(mebibyte)}`,
  'a JSON string without an end': `{"stats":[{"name":"${'a'.repeat(3 * mebibyte)}`,
  'a JSON number without an end': `{"stats":[{"name":"a","value":${'9'.repeat(mebibyte)}`,
  'more digits than anyone counts': `cluster.a.upstream_rq_total: ${'9'.repeat(mebibyte - 100)}\n`,
  'names without number': many(120_000, i => `cluster.c${i}.upstream_rq_total: 1\n`),
  'families without number': `# TYPE x counter\n${many(30_000, i => `envoy_cluster_a${i}_upstream_rq_total{envoy_cluster_name="x"} 1\n`)}`,
}

describe('StatsReader: pages made to hurt', () => {
  for (const [rule, page] of Object.entries(pages)) {
    it(`${rule} cost little, and never read as a healthy page`, () => {
      const started = process.cpuUsage()
      const { sample, problems } = readPage(page)
      assert.equal(sample.missing, 'unknown')
      assert.ok(problems.length <= 21)
      assert.ok(process.cpuUsage(started).user < 5e6, `${process.cpuUsage(started).user / 1e6} s`)
    })
  }

  it('a string that drips in byte by byte is looked at once', () => {
    const { problems } = readPage(`{"stats":[{"name":"cluster.${'a'.repeat(200_000)}.upstream_rq_total","value":1}]}`, { chunk: 1 })
    assert.deepEqual(problems, [])
  })
})
