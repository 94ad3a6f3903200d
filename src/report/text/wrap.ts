import { cutMiddle } from './cut.ts'
import { balanceMarks, readMarked } from './marks.ts'
import { displayWidth, graphemes, graphemeWidth } from './width.ts'

const snippet = /^(\s{2}|\$ |(curl|kubectl|aws|meshmedic|openssl|grep|docker|dig|jq)\s)/
const longestCommand = 400

/** Is this line a command or part of a snippet? Such a line must survive copying, so it is never broken. */
export function isSnippetLine(line: string): boolean {
  return snippet.test(line)
}

/** Breaks one line of marked text at spaces to `columns`; longer words are broken, none is lost. */
export function wrapLine(text: string, columns: number): string[] {
  return fillLines(text.split(' ').filter(word => word !== ''), columns)
}

/** Commands between backticks stay in one piece, even where they are longer than a line: a command broken by us cannot be pasted. */
function fillLines(words: readonly string[], columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
    if (displayWidth(line) > columns && !isCommand(word)) {
      const pieces = breakWord(line, columns)
      line = pieces.pop() ?? ''
      lines.push(...pieces)
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return balanceMarks(lines)
}

/** Wraps a rule's text, whose own line breaks and snippets stay. `longestWord` (columns) shortens names that would fill the screen. */
export function wrapText(text: string, columns: number, longestWord: number): string[] {
  return text.trimEnd().split(/\r?\n/).flatMap(raw => {
    const line = readMarked(raw)
    if (isSnippetLine(line)) return [cutMiddle(line, Math.max(longestCommand, columns))]
    return fillLines(splitWords(line).map(word => cutMiddle(word, isCommand(word) ? longestCommand : longestWord)), columns)
  })
}

/** Wraps a sentence with values of a proxy in it; a line break in it is made visible. */
export function wrapSentence(text: string, columns: number, longestWord: number): string[] {
  return wrapLine(cutWords(readMarked(text), longestWord === Infinity ? longestWord : columns), columns)
}

/** Joins parts with ` · `, breaking between parts where it can. */
export function wrapParts(parts: readonly string[], columns: number, longestWord: number): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const [first = '', ...rest] = wrapSentence(part, columns, longestWord)
    const joined = `${lines.at(-1) ?? ''} · ${first}`
    if (lines.length > 0 && rest.length === 0 && displayWidth(joined) <= columns) lines[lines.length - 1] = joined
    else lines.push(first, ...rest)
  }
  return lines
}

function cutWords(text: string, longest: number): string {
  return text.split(' ').map(word => cutMiddle(word, longest)).join(' ')
}

function splitWords(text: string): string[] {
  return text.match(/(?:`[^`]+`|[^ ])+/g) ?? []
}

function isCommand(word: string): boolean {
  return word.includes('`') && word.includes(' ')
}

function breakWord(word: string, columns: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let used = 0
  for (const grapheme of graphemes(word)) {
    const width = graphemeWidth(grapheme)
    if (used + width > columns) {
      pieces.push(piece)
      piece = ''
      used = 0
    }
    piece += grapheme
    used += width
  }
  return [...pieces, piece]
}
