/** Encodes a page of so many series so many times, after setting all values, by our encoder or prom-client: `encode-page.js ours|prom-client SERIES RUNS`; prints milliseconds each. */
import { Gauge, Registry } from 'prom-client'
import { encodePage, PageBuffers } from '../../src/exporter/page/encode.ts'
import { Rows } from '../../src/exporter/page/rows.ts'

const [who = 'ours', count = '100000', times = '20'] = process.argv.slice(2)
const series = Number(count)
const help = 'Requests sent to a target upstream of Envoy.'
const labels = Array.from({ length: series }, (_, i) => ({ mesh: 'shop', cluster: `cds_egress_shop_checkout-${i % 5000}_http_8080`, code: `${200 + Math.floor(i / 5000)}` }))
const lists = labels.map(({ mesh, cluster, code }) => ['mesh', mesh, 'cluster', cluster, 'code', code])
const value = (run: number, i: number): number => (i * 7919 + run * 104_729) % 10_000_000

const milliseconds: number[] = []
let bytes = 0
if (who === 'ours') {
  const rows = new Rows({ name: 'envoy_appmesh_RequestCountPerTarget', type: 'counter', help })
  const buffers = new PageBuffers()
  for (let run = 0; run < Number(times); run++) {
    rows.begin()
    lists.forEach((list, i) => rows.add(list, value(run, i)))
    const started = performance.now()
    const page = encodePage([rows], 'text', buffers)
    milliseconds.push(performance.now() - started)
    bytes = page.bytes.length
    buffers.give(page.buffer)
  }
} else {
  const registry = new Registry()
  const gauge = new Gauge({ name: 'envoy_appmesh_RequestCountPerTarget', help, labelNames: ['mesh', 'cluster', 'code'], registers: [registry] })
  for (let run = 0; run < Number(times); run++) {
    labels.forEach((label, i) => gauge.set(label, value(run, i)))
    const started = performance.now()
    const page = await registry.metrics()
    milliseconds.push(performance.now() - started)
    bytes = Buffer.byteLength(page)
  }
}
console.log(JSON.stringify({ bytes, milliseconds }))
