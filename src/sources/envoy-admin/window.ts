/** The part of a document that is in memory: the bytes that are still needed, and those that came last. */
export class Window {
  bytes: Buffer = Buffer.alloc(0)
  /** Bytes in use; what lies behind them is spare. */
  length = 0
  /** The next byte to look at. */
  at = 0
  /** Place of the first byte in the document. */
  offset = 0

  append(chunk: Uint8Array): void {
    const needed = this.length + chunk.length
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(2 * this.bytes.length, needed + (64 << 20))))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    this.bytes.set(chunk, this.length)
    this.length = needed
  }

  /** Drops the first bytes; returns how many, which is what indexes have to be moved by. */
  discard(count: number): number {
    const dropped = Math.min(count, this.length)
    this.bytes.copyWithin(0, dropped, this.length)
    this.length -= dropped
    this.at -= dropped
    this.offset += dropped
    return dropped
  }
}
