import type { FindEnd } from './extents.ts'

/** A block scalar of YAML whose key stands in a line of its own: where its text begins, and how to find its end. */
export interface Block { start: number, find: FindEnd }

// In a string of JSON the line ends are escaped, once or more.
const header = /[|>][0-9+-]{0,2}[ \t]{0,64}(?:#[^\r\n\\]{0,128})?(\r?\n|\\{1,15}n)((?:[ \t]{0,256}\1){0,64})([ \t]{1,256})/y
/** The scalar on the line below its key. A mapping or a list there is none. */
const below = /[ \t]{0,64}(\r?\n|\\{1,15}n)([ \t]{1,256})(?=[^\s\-{}[\]#&*!|>?%@`\\:"'][^\r\n\\:]{0,8192}(?:[\r\n\\]|$))/y

/** The indentation of a key that begins at `start`: blanks and the dashes of a list before it in its line. */
export function indentationOf(text: string, start: number): number {
  let at = start
  while (at > 0 && start - at < 256 && /[ \t-]/.test(text[at - 1] ?? '')) at--
  return start - at
}

/** `|` or `>` at `at`, and lines below it that are indented deeper than their key. */
export function findBlock(text: string, at: number, indentation: number): Block | undefined {
  return findIndented(header, text, at, indentation, found => found[3] ?? '')
}

/** A plain scalar on the line below. */
export function findBelow(text: string, at: number, indentation: number): Block | undefined {
  return findIndented(below, text, at, indentation, found => found[2] ?? '')
}

function findIndented(form: RegExp, text: string, at: number, indentation: number, depthOf: (found: RegExpExecArray) => string): Block | undefined {
  form.lastIndex = at
  const found = form.exec(text)
  if (found === null || depthOf(found).length <= indentation) return undefined
  const start = at + found[0].length
  // A key or certificate in PEM is recognised by its own form, equal everywhere.
  if (text.startsWith('-----BEGIN', start)) return undefined
  const lineEnd = found[1] ?? '\n'
  return { start, find: blockExtent(indentation, lineEnd.startsWith('\\') ? lineEnd.length - 1 : 0) }
}

/** To the first line that is indented no deeper than the key; inside a string of JSON also to its closing quote. */
function blockExtent(indentation: number, backslashes: number): FindEnd {
  const candidate = backslashes === 0 ? /\r?\n/g : /\\{0,64}["n]/g
  return (text, from, isAll) => {
    candidate.lastIndex = from
    for (let found = candidate.exec(text); found !== null; found = candidate.exec(text)) {
      if (!isAll && found.index + found[0].length + indentation + 66 > text.length) return { more: found.index }
      const run = found[0].length - 1
      if (backslashes > 0 && found[0].endsWith('"')) {
        if (run < backslashes) return { end: found.index }
      } else if ((backslashes === 0 || run === backslashes) && endsBlock(text, found.index + found[0].length, indentation, isAll)) {
        return { end: found.index }
      }
    }
    return isAll ? { end: text.length } : { more: Math.max(from, text.length - 64) }
  }
}

function endsBlock(text: string, at: number, indentation: number, isAll: boolean): boolean {
  let after = at
  while (after - at <= indentation && (text[after] === ' ' || text[after] === '\t')) after++
  if (after - at > indentation) return false
  // A blank line belongs to the block, but for those at its end, which do no harm either.
  return after >= text.length ? isAll : !/[\r\n\\]/.test(text[after] ?? '')
}
