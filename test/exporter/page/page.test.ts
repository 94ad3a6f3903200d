import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodePage, PageBuffers, type PageFormat } from '../../../src/exporter/page/encode.ts'
import { writeNumber } from '../../../src/exporter/page/number.ts'
import { Rows } from '../../../src/exporter/page/rows.ts'
import { visitPrometheus } from '../../../src/sources/envoy-admin/stats/visit-prometheus.ts'

/** Lone surrogates have no UTF-8. */
const wellFormed = (text: string): string => Buffer.from(text).toString()
const encode = (rows: readonly Rows[], format: PageFormat = 'text'): string => encodePage(rows, format, new PageBuffers()).bytes.toString()

describe('pages of metrics', () => {
  it('writes numbers as they are read', () => {
    const out = Buffer.alloc(64)
    const write = (value: number): string => out.toString('latin1', 0, writeNumber(out, 0, value))
    for (const [value, text] of [[0, '0'], [-0, '0'], [9, '9'], [10, '10'], [4_294_967_295, '4294967295'], [4_294_967_296, '4294967296'], [0.1, '0.1'], [-5, '-5'], [NaN, 'NaN'], [Infinity, '+Inf'], [-Infinity, '-Inf'], [1e300, '1e+300']] as const) {
      assert.equal(write(value), text)
    }
    fc.assert(fc.property(fc.double(), value => { assert.ok(Object.is(Number(write(value).replace('Inf', 'Infinity')), Object.is(value, -0) ? 0 : value)) }))
    fc.assert(fc.property(fc.nat(), value => { assert.equal(write(value), String(value)) }))
  })

  it('whatever is put is read back, scrape after scrape', () => {
    const label = fc.oneof(fc.string(), fc.constantFrom('a"b', 'line\nbreak', 'back\\slash', '} 1', '', 'ünï'))
    const scrape = fc.array(fc.tuple(label, label, fc.double({ noNaN: true })), { maxLength: 20 })
    fc.assert(fc.property(fc.array(scrape, { minLength: 1, maxLength: 4 }), scrapes => {
      const rows = new Rows({ name: 'm', type: 'gauge', help: 'h' }, 'base="x",')
      for (const series of scrapes) {
        rows.begin()
        for (const [a, b, value] of series) rows.add(['a', a, 'b', b], value)
        const seen: [string, string, number][] = []
        visitPrometheus([Buffer.from(encode([rows]))], {
          sample: sample => seen.push([sample.labelValue(1), sample.labelValue(2), sample.value()]),
          problem: (line, message, kind) => { assert.notEqual(kind, 'malformed', `${line}: ${message}`) },
        })
        assert.deepEqual(seen, series.map(([a, b, value]) => [wellFormed(a), wellFormed(b), Object.is(value, -0) ? 0 : value]))
      }
    }))
  })

  it('writes each family once, with the series of all targets, and OpenMetrics as it wants it', () => {
    const up = { name: 'x_up', type: 'gauge', help: 'Is "up".' } as const
    const total = { name: 'x_total', type: 'counter', help: 'All\nof it.' } as const
    const odd = { name: 'envoy_appmesh_RequestCount', type: 'counter', help: 'Requests.' } as const
    const put = (family: ConstructorParameters<typeof Rows>[0], target: string): Rows => {
      const rows = new Rows(family, `target="${target}",`)
      rows.add([], 1)
      return rows
    }
    const all = [put(up, 'a'), put(total, 'a'), put(odd, 'a'), put(up, 'b')]
    assert.equal(encode(all), '# HELP x_up Is "up".\n# TYPE x_up gauge\nx_up{target="a"} 1\nx_up{target="b"} 1\n'
      + '# HELP x_total All\\nof it.\n# TYPE x_total counter\nx_total{target="a"} 1\n# HELP envoy_appmesh_RequestCount Requests.\n# TYPE envoy_appmesh_RequestCount counter\nenvoy_appmesh_RequestCount{target="a"} 1\n')
    assert.equal(encode(all, 'openmetrics'), '# HELP x_up Is \\"up\\".\n# TYPE x_up gauge\nx_up{target="a"} 1\nx_up{target="b"} 1\n'
      + '# HELP x All\\nof it.\n# TYPE x counter\nx_total{target="a"} 1\n# HELP envoy_appmesh_RequestCount Requests.\n# TYPE envoy_appmesh_RequestCount unknown\nenvoy_appmesh_RequestCount{target="a"} 1\n# EOF\n')
  })
})
