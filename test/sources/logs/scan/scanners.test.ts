import assert from 'node:assert/strict'
import fc from 'fast-check'
import { guessedJson, learnJsonLayout } from '../../../../src/sources/logs/format/json-layout.ts'
import { layoutOfText, type Layout } from '../../../../src/sources/logs/format/layout.ts'
import { compileScanner } from '../../../../src/sources/logs/scan/compile-scanner.ts'
import { planFields, type FieldPlan } from '../../../../src/sources/logs/scan/field-plan.ts'
import { spanStride, type Scanner } from '../../../../src/sources/logs/scan/scanner.ts'
import { InputMemory } from '../../../../src/sources/logs/wasm/input-memory.ts'
import { compileWasmScanner } from '../../../../src/sources/logs/wasm/wasm-scanner.ts'
import { anyFormat, damaged, lineOf } from '../reference/make-lines.ts'
import { defaultFormat, operators, parseLine, splitFormat, type Values } from '../reference/parse-line.ts'

const everyField = planFields(Object.values(operators).map(([field]) => field))

/** What a scanner finds in each line; undefined for a line that it does not take. */
function scanAll(scanner: Scanner, plan: FieldPlan, bytes: Uint8Array, end: number): (Values | undefined)[] {
  const found: (Values | undefined)[] = []
  for (let at = 0; at < end;) {
    const to = scanner.scan(bytes, at, end)
    const { batch } = scanner
    for (let row = 0; row < batch.count; row++) {
      const o = row * spanStride(plan)
      assert.equal(batch.spans[o], row === 0 ? at : batch.spans[o - spanStride(plan) + 1])
      const values: Values = {}
      plan.texts.forEach((field, i) => { values[field] = Buffer.from(bytes.slice(batch.spans[o + 2 + 2 * i], batch.spans[o + 3 + 2 * i])).toString('latin1') })
      plan.numbers.forEach((field, i) => { values[field] = batch.numbers[row * plan.numbers.length + i] ?? NaN })
      found.push(values)
    }
    at = to
    if (batch.count > 0) continue
    found.push(undefined)
    at = bytes.indexOf(10, at) + 1
  }
  return found
}

interface TestedScanner { name: string, read: (text: string) => (Values | undefined)[] }

function makeScanners(format: string, plan: FieldPlan): TestedScanner[] {
  const known = layoutOfText('tested', format)
  assert.ok('layout' in known, format)
  return compileBoth(known.layout, plan)
}

function compileBoth(layout: Layout, plan: FieldPlan): TestedScanner[] {
  const memory = InputMemory.make(1 << 18)
  assert.ok(memory !== undefined)
  const module = compileWasmScanner(layout, plan, memory)
  assert.ok(module !== undefined)
  const script = compileScanner(layout, plan)
  return [
    { name: 'JavaScript', read: text => scanAll(script, plan, Buffer.from(text, 'latin1'), text.length) },
    { name: 'WebAssembly', read: text => {
      memory.input.fill(0xee)
      memory.input.set(Buffer.from(text, 'latin1'))
      return scanAll(module, plan, memory.input, text.length)
    } },
  ]
}

/** The reference's answer, in the shape of a row: fields that the format lacks are empty. */
function expected(format: string, plan: FieldPlan, lines: readonly string[]): (Values | undefined)[] {
  const pieces = splitFormat(format)
  const empty: Values = Object.fromEntries([...plan.texts.map((field): [string, string | number] => [field, '']), ...plan.numbers.map((field): [string, string | number] => [field, -1])])
  return lines.map(line => {
    const values = parseLine(pieces, line)
    return values === undefined ? undefined : Object.fromEntries(Object.keys(empty).map(field => [field, values[field] ?? empty[field] ?? '']))
  })
}

/** Above 2^53 a number is as near as a double comes on the way there. */
function withinDoubles(rows: readonly (Values | undefined)[]): unknown[] {
  return rows.map(row => row === undefined ? undefined : Object.fromEntries(Object.entries(row).map(([field, value]) => [field, typeof value === 'number' && value > Number.MAX_SAFE_INTEGER ? 'above 2^53' : value])))
}

function checkLines(format: string, plan: FieldPlan, lines: readonly string[]): void {
  const wanted = expected(format, plan, lines)
  for (const { name, read } of makeScanners(format, plan)) {
    assert.deepEqual(withinDoubles(read(lines.map(line => `${line}\n`).join(''))), withinDoubles(wanted), `${name}, ${JSON.stringify(format)}, ${JSON.stringify(lines)}`)
  }
}

const formatWith = (lines: (line: fc.Arbitrary<string>) => fc.Arbitrary<string>): fc.Arbitrary<[string, string[]]> =>
  fc.oneof(fc.constant(defaultFormat), anyFormat).chain(format => fc.tuple(fc.constant(format), fc.array(lines(lineOf(format)), { minLength: 1, maxLength: 12 })))

describe('log scanners', () => {
  it('read lines of any format back', () => {
    fc.assert(fc.property(formatWith(line => line), ([format, lines]) => {
      const wanted = expected(format, everyField, lines)
      assert.ok(wanted.every(row => row !== undefined), JSON.stringify([format, lines]))
      checkLines(format, everyField, lines)
    }), { numRuns: 150 })
  })

  it('take of damaged lines what a plain parser takes, and no more', () => {
    fc.assert(fc.property(formatWith(line => fc.oneof(damaged(line), line)), ([format, lines]) => checkLines(format, everyField, lines)), { numRuns: 300 })
  })

  it('are as strict where a field is not asked for', () => {
    fc.assert(fc.property(formatWith(damaged), ([format, lines]) => checkLines(format, planFields(['code', 'authority']), lines)), { numRuns: 100 })
  })

  it('no bytes throw, and lines of any bytes are read as the plain parser reads them', () => {
    const scanners = makeScanners(defaultFormat, everyField)
    fc.assert(fc.property(fc.array(fc.string({ unit: fc.nat(255).map(code => code === 10 ? ' ' : String.fromCharCode(code)), maxLength: 300 }), { minLength: 1, maxLength: 5 }), lines => {
      for (const { read } of scanners) assert.deepEqual(read(lines.map(line => `${line}\n`).join('')), expected(defaultFormat, everyField, lines))
    }))
  })

  it('of JSON lines read the same in JavaScript and in WebAssembly, damaged or not', () => {
    const scalar = fc.oneof(fc.constantFrom('null', 'true', 'false', '0', '007', '-1', '1.5', '"-"', '"12"', '"1x"', '""', '12345678', '123456789', '12345678901234567', '"123456789"'), fc.nat().map(String), fc.string().map(text => JSON.stringify(text)))
    const line = fc.record({ start_time: fc.constantFrom('"2026-11-20T11:00:00.000Z"', '"2026-11-20T11:00:59.999Z"', '"2026-11-20T11:01:00Z"', '"x"', 'null'), response_code: scalar, duration: scalar, authority: scalar, response_flags: scalar, other: scalar })
      .map(values => Buffer.from(`{${Object.entries(values).map(([key, value]) => `"${key}":${value}`).join(',')}}`).toString('latin1'))
    const first = Buffer.from('{"start_time":"x","response_code":200,"duration":7,"authority":"a","response_flags":"UF","other":1}')
    const layout = learnJsonLayout(guessedJson, first)
    assert.ok(layout !== undefined)
    const plan = planFields(['time', 'code', 'duration', 'authority', 'flags'])
    const [script, module] = compileBoth(layout, plan)
    let taken = 0
    fc.assert(fc.property(fc.array(fc.oneof(line, damaged(line)), { minLength: 1, maxLength: 20 }), lines => {
      const text = lines.map(one => `${one}\n`).join('')
      const found = script?.read(text)
      assert.deepEqual(module?.read(text), found)
      taken += found?.filter(row => row !== undefined).length ?? 0
    }), { numRuns: 300 })
    assert.ok(taken > 100)
  })

  it('go on where a batch is full', () => {
    const line = '[2026-11-20T11:00:01.000Z] "GET / HTTP/1.1" 200 - 0 19 7 - "-" "-" "-" "orders" "10.0.0.7:80"'
    checkLines(defaultFormat, everyField, Array.from({ length: 1300 }, (_, i) => line.replace('T11:00:01.000', `T11:${String(i % 60).padStart(2, '0')}:0${i % 10}.00${i % 7}`)))
  })

  it('a newline inside a format ends no search behind the last line', () => {
    const format = 'a=%RESPONSE_CODE%\nb=%REQ(:AUTHORITY)%\n'
    for (const { read } of makeScanners(format, planFields(['code', 'authority']))) {
      assert.deepEqual(read('a=200\nb=x\na=201\nb=y\na=202\n').slice(0, 2), [{ authority: 'x', code: 200 }, { authority: 'y', code: 201 }])
    }
  })
})
