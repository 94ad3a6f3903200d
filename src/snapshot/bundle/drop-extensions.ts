/**
 * Envoy lists every extension built into it in `node.extensions`, which makes up most of a small proxy's config_dump and
 * says nothing about its configuration: the list is emptied. The node stands first in config_dump (in its bootstrap) and last in server_info.
 */
export async function * dropExtensions(
  source: AsyncIterable<Uint8Array>, onDrop: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const held: Uint8Array[] = []
  let length = 0
  let isPassing = false
  for await (const chunk of source) {
    if (isPassing) {
      yield chunk
      continue
    }
    held.push(chunk)
    length += chunk.length
    if (length >= enough) {
      isPassing = true
      yield drop(Buffer.concat(held), onDrop)
    }
  }
  if (!isPassing && length > 0) yield drop(Buffer.concat(held), onDrop)
}

/** The list is 0.1 to 1 MiB long. */
const enough = 4 * 1024 * 1024

function drop(bytes: Buffer, onDrop: (bytes: number) => void): Buffer {
  const text = bytes.toString('latin1')
  const node = /"node"\s*:\s*\{\s*"id"\s*:/.exec(text)
  if (node === null) return bytes
  const member = /"extensions"\s*:\s*\[\s*\{\s*"name"\s*:/g
  member.lastIndex = node.index
  const start = member.exec(text)?.index
  if (start === undefined || leavesObject(text, node.index, start)) return bytes
  const end = endOfList(text, start)
  if (end === undefined) return bytes
  const open = text.indexOf('[', start)
  onDrop(end - open - 2)
  return Buffer.concat([bytes.subarray(0, open + 1), bytes.subarray(end - 1)])
}

/** Whether the object that opens after `from` has closed, or another is open, where `to` stands. */
function leavesObject(text: string, from: number, to: number): boolean {
  let depth = 0
  for (const token of tokens(text, from, to)) {
    if (token === '{' || token === '[') depth++
    else if (--depth === 0) return true
  }
  return depth !== 1
}

function endOfList(text: string, from: number): number | undefined {
  let depth = 0
  const scan = /"(?:[^"\\]|\\.)*"|[[\]{}]/g
  scan.lastIndex = from
  for (let found = scan.exec(text); found !== null; found = scan.exec(text)) {
    if (found[0] === '[' || found[0] === '{') depth++
    else if ((found[0] === ']' || found[0] === '}') && --depth === 0) return scan.lastIndex
  }
  return undefined
}

function * tokens(text: string, from: number, to: number): Generator<string> {
  const scan = /"(?:[^"\\]|\\.)*"|[[\]{}]/g
  scan.lastIndex = from
  for (let found = scan.exec(text); found !== null && found.index < to; found = scan.exec(text)) {
    if (found[0].length === 1) yield found[0]
  }
}
