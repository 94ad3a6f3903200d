import type { Layout } from '../format/layout.ts'
import type { InputMemory } from '../wasm/input-memory.ts'
import { compileWasmScanner } from '../wasm/wasm-scanner.ts'
import { compileScanner } from './compile-scanner.ts'
import type { FieldPlan } from './field-plan.ts'
import type { Batch, Scanner } from './scanner.ts'

/** Scans lines of one format: those in WebAssembly's memory by a module, others by JavaScript, each compiled when it is first needed. */
export class FormatScanner {
  readonly name: string
  readonly fields: ReadonlySet<string>
  readonly #layout: Layout
  readonly #plan: FieldPlan
  #script: Scanner | undefined
  #module: { memory: InputMemory, scanner: Scanner | undefined } | undefined

  constructor(layout: Layout, plan: FieldPlan) {
    this.name = layout.name
    this.fields = new Set(layout.steps.flatMap(step => 'field' in step ? [step.field] : []))
    this.#layout = layout
    this.#plan = plan
  }

  /** @param memory the one whose input `bytes` are, if they are */
  scan(bytes: Uint8Array, from: number, end: number, memory: InputMemory | undefined): { to: number, batch: Batch } {
    const scanner = (memory === undefined ? undefined : this.#moduleOf(memory)) ?? (this.#script ??= compileScanner(this.#layout, this.#plan))
    return { to: scanner.scan(bytes, from, end), batch: scanner.batch }
  }

  #moduleOf(memory: InputMemory): Scanner | undefined {
    if (this.#module?.memory !== memory) this.#module = { memory, scanner: compileWasmScanner(this.#layout, this.#plan, memory) }
    return this.#module.scanner
  }
}
