/**
 * Where a value ends. Every finder gets the text, where to look from, and whether the text is all there is; it gives the
 * end, or `{more}`: how far the text is certainly part of the value, so that values of any length pass in bounded memory.
 */
export type Extent = { end: number } | { more: number }

export type FindEnd = (text: string, from: number, isAll: boolean) => Extent

/** Enough to see what follows a possible end. */
const lookahead = 256

/** A value between quotes that carry `depth` backslashes each, as strings in strings in JSON do. */
export function quotedExtent(depth: number, quote: string): FindEnd {
  const candidate = quote === '"' ? /["\\]/g : /['"\\]/g
  return (text, from, isAll) => {
    for (let at = from; ;) {
      candidate.lastIndex = at
      const found = candidate.exec(text)
      if (found === null) return isAll ? { end: text.length } : { more: text.length }
      let after = found.index
      while (text[after] === '\\') after++
      const run = after - found.index
      if (!isAll && after + lookahead > text.length && run < 65_536) return { more: found.index }
      const character = text[after]
      if (character === '"' || character === quote) {
        const own = character === quote ? closingBackslashes(run, depth) : run % 2 === 0 && isStructural(text, after + 1) ? 0 : undefined
        if (own !== undefined) return { end: after - own }
        at = after + 1
      } else {
        at = Math.max(after, found.index + 1)
      }
    }
  }
}

/**
 * How many of the `run` backslashes before a quote belong to it as the closing one of this string, or of one around it;
 * undefined where the quote is content. A string nested k deep has 2^k - 1 before its quotes, after pairs of escaped ones.
 */
function closingBackslashes(run: number, depth: number): number | undefined {
  for (let own = depth; ; own = (own - 1) / 2) {
    if (!Number.isInteger(own) || own < 0) return run <= depth ? run : undefined
    if (run % (2 * (own + 1)) === own) return own
    if (own === 0) return undefined
  }
}

/** Whether a quote just before `at` closes a JSON string. */
export function isStructural(text: string, at: number): boolean {
  const next = /[^ \t\r\n]/g
  next.lastIndex = at
  const found = next.exec(text.slice(0, at + lookahead / 2))
  return found === null || ',:}]'.includes(found[0])
}

/** A value without quotes: to a blank, a quote, or the next `name=`. In a query string also to `&`; in an encoded one to `%26`. */
export function bareExtent(context: 'env' | 'query' | 'encoded'): FindEnd {
  return scanFor(/[ \t\r\n"'<>`\\&,;%\0]/g, (text, at) => {
    switch (text[at]) {
      case '"':
      case '\'':
        return !/[A-Za-z0-9]/.test(text[at + 1] ?? '')
      case '\\':
        return matches(/\\{1,32}(?:[nrt"']|u00(?:26|27|22|3[ce]|0a))/y, text, at)
      case '&':
        return context !== 'env' || matches(/&(?:amp;)?[\w.%[\]-]{1,64}=/y, text, at)
      case ',':
      case ';':
        return matches(/[,;][ \t]*[A-Za-z_][\w.-]{0,64}=/y, text, at)
      case '%':
        return matches(/%(?:00|0[aAdD]|22)/y, text, at) || (context === 'encoded' && matches(/%26/y, text, at))
      default:
        return true
    }
  })
}

/** A value that goes to the end of its line, or of the JSON string that the line stands in. */
export const lineExtent: FindEnd = scanFor(/[\r\n"\\']/g, (text, at) => {
  const run = /\\{0,32}/y
  run.lastIndex = at
  const after = at + (run.exec(text)?.[0].length ?? 0)
  switch (text[after]) {
    case '"':
      // Cookies may have quoted values: only a quote that something else follows ends the line.
      return isStructural(text, after + 1) || matches(/[ \t\r\n]/y, text, after + 1)
    case '\'':
      // A shell's quote around `header: value`.
      return matches(/(?:[ \t,\]})\r\n\\]|$)/y, text, after + 1)
    case '\r':
    case '\n':
      return after === at
    default:
      return after > at && matches(/[nr]|u000[aAdD]/y, text, after)
  }
})

/** A value of certain characters; `stop` matches the first that is none of them. */
export function classExtent(stop: RegExp): FindEnd {
  return scanFor(stop, () => true)
}

const pemEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
const pemLength = 16 * 1024

/**
 * A private key from its BEGIN line on: to its END line wherever that is near, whatever a log put before each line; else,
 * for a key that was cut or is very long, as far as the characters are those of a key.
 */
export function pemExtent(): FindEnd {
  const rest = scanFor(/-----END|\\{1,16}(?![\\nrt])|[^A-Za-z0-9+/= \t\r\n\\:,.-]/g, () => true)
  let isFar = false
  return (text, from, isAll) => {
    if (isFar) return rest(text, from, isAll)
    if (!isAll && text.length - from < pemLength) return { more: from }
    const near = text.slice(from, from + pemLength)
    const end = pemEnd.exec(near)
    const quote = near.search(/["']/)
    if (end !== null && (quote < 0 || quote > end.index)) return { end: from + end.index + end[0].length }
    isFar = true
    return rest(text, from, isAll)
  }
}

function scanFor(candidate: RegExp, isEnd: (text: string, at: number) => boolean): FindEnd {
  return (text, from, isAll) => {
    candidate.lastIndex = from
    for (let found = candidate.exec(text); found !== null; found = candidate.exec(text)) {
      if (!isAll && found.index + lookahead > text.length) return { more: found.index }
      const resume = candidate.lastIndex
      if (isEnd(text, found.index)) return { end: found.index }
      candidate.lastIndex = resume
    }
    // A candidate of several characters may be cut.
    return isAll ? { end: text.length } : { more: Math.max(from, text.length - 16) }
  }
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}
