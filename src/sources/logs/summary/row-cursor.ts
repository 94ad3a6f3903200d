/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { spanStride } from '../scan/scanner.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { ByteTable } from './byte-table.ts'
import { spanOf, type RowSet } from './columns.ts'
import type { RowColumns } from './log-query.ts'

/** Texts of one field that are kept decoded; others are decoded each time. */
const mostTexts = 4096

/** Stands on one row after the other, for a test that is given in JavaScript. */
export class RowCursor implements RowColumns {
  readonly #plan: FieldPlan
  #bytes: Uint8Array = new Uint8Array(0)
  #spans: Int32Array = new Int32Array(0)
  #numbers: Float64Array = new Float64Array(0)
  #row = 0

  constructor(plan: FieldPlan) {
    this.#plan = plan
  }

  /** Notes which fields a test asks for. */
  static listening(asked: Set<string>): RowColumns {
    return {
      text: field => { asked.add(field); return () => '' },
      number: field => { asked.add(field); return () => -1 },
    }
  }

  text(field: string): () => string {
    const span = spanOf(this.#plan, field)
    if (span < 0) return () => ''
    const stride = spanStride(this.#plan)
    const table = new ByteTable(mostTexts)
    return () => {
      const o = this.#row * stride + span
      const id = table.lookup(this.#bytes, this.#spans[o]!, this.#spans[o + 1]!)
      return id === table.overflow ? Buffer.from(this.#bytes.subarray(this.#spans[o], this.#spans[o + 1])).toString('utf8') : table.text(id)
    }
  }

  number(field: string): () => number {
    const at = this.#plan.numbers.indexOf(field)
    if (at < 0) return () => -1
    const stride = this.#plan.numbers.length
    return () => this.#numbers[this.#row * stride + at]!
  }

  /** Leaves the rows in the set for which the test holds. */
  select(set: RowSet, test: () => boolean): void {
    this.#bytes = set.bytes
    this.#spans = set.batch.spans
    this.#numbers = set.batch.numbers
    let kept = 0
    for (let k = 0; k < set.count; k++) {
      this.#row = set.rows[k]!
      if (test()) set.rows[kept++] = this.#row
    }
    set.count = kept
  }
}
