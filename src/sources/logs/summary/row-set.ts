import { batchCapacity, type Batch } from '../scan/scanner.ts'
import type { RowSet } from './columns.ts'

/** Holds the set of rows that is counted, one batch after the other, without making anything anew. */
export class RowSetHolder {
  readonly set: RowSet = { bytes: new Uint8Array(0), batch: { spans: new Int32Array(0), numbers: new Float64Array(0), count: 0 }, rows: new Int32Array(batchCapacity), count: 0 }

  /** All rows of a batch. */
  take(bytes: Uint8Array, batch: Batch): RowSet {
    const { set } = this
    set.bytes = bytes
    set.batch = batch
    set.count = batch.count
    for (let k = 0; k < batch.count; k++) set.rows[k] = k
    return set
  }
}
