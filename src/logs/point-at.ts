const widest = 70

/**
 * Shows a place in what a person typed: the text, and below it a caret with the message. A long text is cut around the place.
 * @param offset characters from the start
 */
export function pointAt(text: string, offset: number, message: string): string {
  const line = text.replace(/[\r\n\t]/g, ' ')
  const start = offset < widest - 20 ? 0 : offset - (widest - 30)
  const head = start > 0 ? '…' : ''
  const tail = start + widest < line.length ? '…' : ''
  return `  ${head}${line.slice(start, start + widest)}${tail}\n  ${' '.repeat(head.length + Math.max(0, offset - start))}^ ${message}`
}
