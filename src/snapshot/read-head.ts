/** The first bytes of a source as text, without reading the rest; a character cut at the end is left out. */
export async function readHead(source: AsyncIterable<Uint8Array>, bytes: number): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    parts.push(chunk.subarray(0, bytes - length))
    length += parts.at(-1)?.length ?? 0
    if (length >= bytes) break
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(parts), { stream: length >= bytes })
}
