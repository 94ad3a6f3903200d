import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { ListedStats } from '../../../../src/evidence/listed-stats.ts'
import { listStats } from '../../../../src/sources/envoy-admin/stats/list-stats.ts'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

const read = (page: string | Uint8Array, wanted: (name: string) => boolean = () => true, size = 1 << 16): Promise<ListedStats> =>
  listStats(pieces(typeof page === 'string' ? Buffer.from(page) : page, size), 'stats', wanted, [])

describe('statistics by their printed names', () => {
  for (const [what, page, expected] of [
    ['text', 'a.b: 1\nc: 18446744073709551615\nd: "x: y"\nh: P0(nan,1) P50(nan,5.5) P99(nan,9)\ne: No recorded values\n',
      { 'a.b': 1, c: 18446744073709551615n, d: 'x: y', h: { p50: 5.5, p99: 9 }, e: { p50: undefined, p99: undefined } }],
    ['text that is cut and odd', 'a: 1\nnonsense\n: 5\nb: -\nc: 2', { a: 1, c: 2 }],
    ['JSON', '{"stats":[{"name":"a","value":1},{"name":"t","value":"x"},{"name":"n"},{"histograms":{"supported_quantiles":[50,99],"computed_quantiles":[{"name":"h","values":[{"interval":null,"cumulative":5},{"interval":null,"cumulative":9}]}]}}]}',
      { a: 1, t: 'x', h: { p50: 5, p99: 9 } }],
    ['Prometheus', '# TYPE envoy_x counter\nenvoy_x{envoy_cluster_name="a"} 3\nenvoy_y 0.5\n', { 'envoy_x{envoy_cluster_name="a"}': 3, envoy_y: 0.5 }],
    ['nothing', '', {}],
  ] as const) {
    it(`are read from ${what}`, async () => assert.deepEqual(Object.fromEntries((await read(page)).values), expected))
  }

  it('are counted though not wanted', async () => {
    const { values, of } = await read('a: 1\nb: 2\nc: 3\n', name => name === 'b')
    assert.deepEqual([[...values], of], [[['b', 2]], 3])
  })

  for (const form of ['txt', 'json', 'prom']) {
    it(`do not depend on how a real page (${form}) is cut`, async () => {
      const page = readFileSync(`fixtures/forms/stats/1.40.0.${form}`)
      const whole = await read(page)
      assert.ok(whole.of > 100)
      assert.deepEqual(await read(page, undefined, 997), whole)
    })
  }

  it('never throw', () => fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async bytes => { await read(bytes, undefined, 7) })))
})
