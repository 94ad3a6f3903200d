const newline = 10, quote = 34, comma = 44, openBracket = 91, backslash = 92, closeBracket = 93, openBrace = 123, closeBrace = 125

/**
 * What can be read of a JSON object that is cut or broken somewhere: its members that are complete, to a depth of `depth`
 * objects; deeper ones are kept whole or not at all. Undefined where nothing is complete.
 */
export function salvageObject(text: string, depth: number): unknown {
  const ends = findEnds(text, depth)
  // Once a beginning of the text is no JSON, no longer one is: the longest good one is found by halving.
  let low = 0
  let high = ends.length
  let best: unknown
  while (low < high) {
    const middle = (low + high) >> 1
    const value = close(text, ends[middle])
    if (value === undefined) high = middle
    else {
      best = value
      low = middle + 1
    }
  }
  return best
}

interface End { at: number, closers: string }

/** Places behind complete members or elements, with the brackets that are open there. */
function findEnds(text: string, depth: number): End[] {
  const ends: End[] = []
  const open: string[] = []
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      const end = skipString(text, at)
      if (end === undefined) return ends
      at = end
    } else if (code === openBrace) open.push('}')
    else if (code === openBracket) open.push(']')
    else if (code === closeBrace || code === closeBracket) {
      open.pop()
      if (open.length === 0) return ends
      if (open.length <= depth) ends.push({ at: at + 1, closers: open.toReversed().join('') })
    } else if (code === comma && open.length <= depth) ends.push({ at, closers: open.toReversed().join('') })
  }
  return ends
}

/** Place of the closing quote; undefined where the string is not closed in its line. */
function skipString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash) at++
    else if (code === quote) return at
    else if (code === newline) return undefined
  }
  return undefined
}

function close(text: string, end: End | undefined): unknown {
  if (end === undefined) return undefined
  try {
    return JSON.parse(text.slice(0, end.at) + end.closers) as unknown
  } catch {
    return undefined
  }
}
