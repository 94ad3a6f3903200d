/** Serves a page of so many series at each GET, values changed before, by our encoder or prom-client, and asks itself from a thread: `serve-page.js ours|prom-client SERIES GETS`; prints milliseconds of each GET. */
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Gauge, Registry } from 'prom-client'
import { encodePage, PageBuffers } from '../../src/exporter/page/encode.ts'
import { Rows } from '../../src/exporter/page/rows.ts'

async function ask(port: number, times: number): Promise<number[]> {
  const milliseconds: number[] = []
  for (let i = 0; i < times + 10; i++) {
    const started = performance.now()
    await new Promise<void>(done => get({ port, host: '127.0.0.1' }, response => void response.resume().on('end', done)))
    if (i >= 10) milliseconds.push(performance.now() - started)
  }
  return milliseconds
}

if (isMainThread) {
  const [who = 'ours', count = '100000', times = '100'] = process.argv.slice(2)
  const labels = Array.from({ length: Number(count) }, (_, i) => ({ mesh: 'shop', cluster: `cds_egress_shop_checkout-${i % 5000}_http_8080`, code: `${200 + Math.floor(i / 5000)}` }))
  const rows = new Rows({ name: 'm', type: 'counter', help: 'h' })
  const buffers = new PageBuffers()
  const registry = new Registry()
  const gauge = new Gauge({ name: 'm', help: 'h', labelNames: ['mesh', 'cluster', 'code'], registers: [registry] })
  const lists = labels.map(({ mesh, cluster, code }) => ['mesh', mesh, 'cluster', cluster, 'code', code])
  if (who !== 'ours') labels.forEach((label, i) => gauge.set(label, i))
  else lists.forEach((list, i) => rows.add(list, i))
  const server = createServer((_, response) => {
    if (who !== 'ours') return void registry.metrics().then(page => response.end(page))
    const page = encodePage([rows], 'text', buffers)
    response.end(page.bytes, () => buffers.give(page.buffer))
  }).listen(0, '127.0.0.1', () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { port: (server.address() as AddressInfo).port, times: Number(times) } })
    worker.on('message', (milliseconds: number[]) => {
      console.log(JSON.stringify({ milliseconds }))
      process.exit(0)
    })
  })
} else {
  const { port, times } = workerData as { port: number, times: number }
  parentPort?.postMessage(await ask(port, times))
}
