const shown = 120

/** A line as a problem quotes it: cut, and with nothing that a terminal would act on. */
export function showLine(buffer: Uint8Array, start: number, end: number): string {
  const cut = end - start > shown
  const text = new TextDecoder().decode(buffer.subarray(start, cut ? start + shown : end))
  return `${JSON.stringify(text)}${cut ? '…' : ''}`
}
