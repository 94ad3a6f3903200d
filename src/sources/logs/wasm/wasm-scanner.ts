import type { Layout } from '../format/layout.ts'
import { parseIsoTime, type TimeParser } from '../format/time-format.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { batchCapacity, spanStride, type Batch, type Scanner } from '../scan/scanner.ts'
import type { InputMemory } from './input-memory.ts'
import { ScannerWriter, timeCellBytes } from './scanner-writer.ts'

/**
 * Compiles a layout to WebAssembly that reads the input of a memory; `scan` of other bytes is an error of the caller's.
 * @returns undefined where the memory has no room for what it leaves
 */
export function compileWasmScanner(layout: Layout, plan: FieldPlan, memory: InputMemory): Scanner | undefined {
  const rows = { spans: batchCapacity * spanStride(plan), numbers: batchCapacity * Math.max(1, plan.numbers.length) }
  const at = memory.take(16 + 32 + 8 * rows.numbers + 4 * rows.spans)
  if (at === undefined) return undefined
  const places = { count: at, time: at + 16, numbers: at + 48, spans: at + 48 + 8 * rows.numbers }
  const { buffer } = memory.memory
  const batch: Batch = { spans: new Int32Array(buffer, places.spans, rows.spans), numbers: new Float64Array(buffer, places.numbers, rows.numbers).fill(-1), count: 0 }
  const count = new Int32Array(buffer, places.count, 1)
  const module = new WebAssembly.Module(new ScannerWriter(plan, places).write(layout, memory.pages))
  const parseTime = makeTimeParser(layout, memory.input, new Uint8Array(buffer, places.time, timeCellBytes))
  const { scan } = new WebAssembly.Instance(module, { io: { memory: memory.memory, parseTime } }).exports
  const scanLines = scan as (from: number, end: number) => number
  return {
    name: layout.name,
    fields: new Set(layout.steps.flatMap(step => 'field' in step ? [step.field] : [])),
    batch,
    scan: (_, from, end) => {
      const to = scanLines(from, end)
      batch.count = count[0] ?? 0
      return to
    },
  }
}

/** Parses a time, and writes its minute into the cell where it is in the format whose seconds the module reads itself. */
function makeTimeParser(layout: Layout, bytes: Uint8Array, cell: Uint8Array): (step: number, start: number, end: number) => number {
  const parsers: TimeParser[] = layout.steps.map(step => 'field' in step ? step.parseTime ?? parseIsoTime : parseIsoTime)
  const minute = new DataView(cell.buffer, cell.byteOffset + 16, 8)
  return (step, start, end) => {
    const parse = parsers[step] ?? parseIsoTime
    const time = parse(bytes, start, end)
    if (parse !== parseIsoTime || end - start !== 24 || Number.isNaN(time)) return time
    const text = Buffer.from(bytes.buffer, start, 24).toString('latin1')
    const [, head, seconds, milliseconds] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d)\.(\d{3})Z$/.exec(text) ?? []
    if (head !== undefined) {
      cell.set(Buffer.from(head, 'latin1'))
      minute.setFloat64(0, time - Number(seconds) * 1000 - Number(milliseconds), true)
    }
    return time
  }
}
