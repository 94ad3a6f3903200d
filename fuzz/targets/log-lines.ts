import { layoutOfText } from '../../src/sources/logs/format/layout.ts'
import { compileScanner } from '../../src/sources/logs/scan/compile-scanner.ts'
import { planFields } from '../../src/sources/logs/scan/field-plan.ts'
import { spanStride, type Scanner } from '../../src/sources/logs/scan/scanner.ts'
import { InputMemory } from '../../src/sources/logs/wasm/input-memory.ts'
import { compileWasmScanner } from '../../src/sources/logs/wasm/wasm-scanner.ts'
import { defaultFormat, parseLine, splitFormat } from '../../test/sources/logs/reference/parse-line.ts'
import { sayCount } from '../outcome.ts'
import { pickLines, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const pieces = splitFormat(defaultFormat)
const plan = planFields(['time', 'method', 'path', 'protocol', 'code', 'flags', 'bytesReceived', 'bytesSent', 'duration', 'upstreamServiceTime', 'forwardedFor', 'userAgent', 'requestId', 'authority', 'upstream'])
const longest = 16 * 1024
const stride = spanStride(plan)

/** Both scanners of the default format, made when the first input comes. */
function makeScanners(): { script: Scanner, module: { scanner: Scanner, input: Uint8Array } | undefined } {
  const read = layoutOfText('default', defaultFormat)
  demand('layout' in read, 'the default format has no layout')
  const memory = InputMemory.make(longest * 2)
  const scanner = memory === undefined ? undefined : compileWasmScanner(read.layout, plan, memory)
  return { script: compileScanner(read.layout, plan), module: memory === undefined || scanner === undefined ? undefined : { scanner, input: memory.input } }
}
let scanners: ReturnType<typeof makeScanners> | undefined

/** The values of each line as one text, empty for a line that is not taken. Above 2^53 a number is as near as a double comes. */
function scan(scanner: Scanner, bytes: Uint8Array, end: number): string[] {
  const found: string[] = []
  for (let at = 0; at < end;) {
    const to = scanner.scan(bytes, at, end)
    const { spans, numbers, count } = scanner.batch
    for (let row = 0; row < count; row++) {
      const texts = plan.texts.map((_, i) => Buffer.from(bytes.buffer, bytes.byteOffset + (spans[row * stride + 2 + 2 * i] ?? 0), (spans[row * stride + 3 + 2 * i] ?? 0) - (spans[row * stride + 2 + 2 * i] ?? 0)).toString('latin1'))
      found.push(JSON.stringify([texts, plan.numbers.map((_, i) => inDoubles(numbers[row * plan.numbers.length + i] ?? NaN))]))
    }
    at = to
    if (count > 0) continue
    found.push('')
    at = bytes.indexOf(10, at) + 1
  }
  return found
}

const inDoubles = (value: number): number | string => value > Number.MAX_SAFE_INTEGER ? 'above 2^53' : value

function refer(line: string): string {
  const values = parseLine(pieces, line)
  return values === undefined ? '' : JSON.stringify([plan.texts.map(field => String(values[field])), plan.numbers.map(field => inDoubles(Number(values[field])))])
}

function run(input: Uint8Array): string {
  const { script, module } = scanners ??= makeScanners()
  const text = `${Buffer.from(input).toString('latin1').slice(0, longest - 1)}\n`
  const bytes = Buffer.from(text, 'latin1')
  const wanted = text.split('\n').slice(0, -1).map(refer)
  const same = (name: string, found: readonly string[]): void => {
    const at = wanted.findIndex((line, i) => line !== found[i])
    demand(at < 0 && found.length === wanted.length, () => `${name} reads line ${at + 1} as ${found[at] ?? 'none'}, a plain parser as ${wanted[at] ?? 'none'}`)
  }
  same('JavaScript', scan(script, bytes, bytes.length))
  if (module !== undefined) {
    module.input.set(bytes)
    same('WebAssembly', scan(module.scanner, module.input, bytes.length))
  }
  return `${sayCount(wanted.length)},${sayCount(wanted.filter(line => line !== '').length)}`
}

const line = '[2026-11-20T11:02:17.000Z] "GET /pay?x=1 HTTP/1.1" 503 UF,URX 12 19 7 - "10.1.1.1" "curl/8 (x)" "a1b2" "orders.shop.local" "10.0.0.7:8080"'
/** Lines of the default format, damaged in every way: both scanners read what a plain parser reads, and no more. */
export const logLines: Target = {
  name: 'log-lines', inputs: 105_000, run, longest,
  words: ['[2026-11-20T11:02:17.000Z] ', ' "GET / HTTP/1.1" ', ' 503 UF ', ' - ', '"-"', '" "', '"\n', '] "', ' 99999999999999999999 ', '2026-11-20T11:02:60.000Z', '2026-11-20T11:02:17.0000001+02:00'],
  seeds: () => toBytes([
    ...pickLines('tls-upstream-san-mismatch/checkout/access.log', 12, 2), ...pickLines('connectivity-no-route/checkout/access.log', 12, 2), Array.from({ length: 40 }, (_, i) => line.replace('17.000', `${10 + i}.${100 + i}`)).join('\n'), line,
  ]),
}
