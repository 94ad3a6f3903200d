/** What the benchmark runs: `count-lines.js query|where|custom|summary FILE [THREADS]`, `count-lines.js gzip FILE`, `count-lines.js pipe < FILE`. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { LineReader } from '../../src/sources/logs/lines/line-reader.ts'
import { LogCount } from '../../src/sources/logs/summary/log-count.ts'
import type { LogQuery } from '../../src/sources/logs/summary/log-query.ts'
import { LogTally, summaryFields } from '../../src/sources/logs/summary/log-tally.ts'
import { countFile } from '../../src/sources/logs/workers/count-file.ts'
import { customFormat } from '../generate-access-log.ts'

const [mode = '', path = '', threads = '1'] = process.argv.slice(2)
const query: LogQuery = { breakdowns: { codes: { by: ['code', 'flags'] }, latency: { by: ['authority'], durations: true } }, withHealthChecks: true }
const filtered: LogQuery = { ...query, where: row => {
  const [code, authority] = [row.number('code'), row.text('authority')]
  return () => code() >= 400 && authority().startsWith('o')
} }

const ignored = { onOther: () => undefined, onTooLong: () => undefined }

switch (mode) {
  case 'query': print((await countFile(path, query, { threads: Number(threads), worker: new URL('./count-worker.js', import.meta.url) })).count); break
  case 'where': print((await countFile(path, filtered)).count); break
  case 'custom': print((await countFile(path, query, { formats: [customFormat] })).count); break
  case 'pipe': countDescriptor(0); break
  case 'gzip': await countGzip(); break
  case 'summary': summarise(); break
  default: throw new RangeError(`no mode is called ${mode}`)
}

function print(count: LogCount): void {
  for (const group of count.groups('codes')) console.log('code', ...group.key, group.count)
  for (const { key, count: lines, errors, durations } of count.groups('latency')) console.log('authority', ...key, lines, errors, durations?.quantile(0.5), durations?.quantile(0.99))
}

function countDescriptor(descriptor: number): void {
  const count = new LogCount(query)
  readAll(descriptor, new LineReader(count.plan, [], { ...ignored, onRows: ({ bytes, batch }) => count.add(bytes, batch) }))
  print(count)
}

async function countGzip(): Promise<void> {
  const count = new LogCount(query)
  const lines = new LineReader(count.plan, [], { ...ignored, onRows: ({ bytes, batch }) => count.add(bytes, batch) })
  const inflated = createReadStream(path, { highWaterMark: 1 << 18 }).pipe(createGunzip({ chunkSize: 1 << 18 })) as AsyncIterable<Buffer>
  for await (const chunk of inflated) lines.write(chunk)
  lines.end()
  print(count)
}

/** What rules read of a proxy's log, with which every diagnosis begins. */
function summarise(): void {
  const tally = new LogTally(300)
  const file = openSync(path, 'r')
  readAll(file, new LineReader(summaryFields, [], { ...ignored, onRows: ({ bytes, batch }) => tally.add(bytes, batch) }))
  closeSync(file)
  const summary = tally.summarise(path, 0)
  console.log(summary?.parsed, summary?.recent.length, summary?.earlier.length)
}

function readAll(descriptor: number, lines: LineReader): void {
  while (lines.readFrom(into => readSync(descriptor, into))) continue
  lines.end()
}
