import { cutMiddle } from './cut.ts'
import { balanceMarks, readMarked } from './marks.ts'
import { displayWidth, graphemes, graphemeWidth } from './width.ts'

const snippet = /^(\s{2}|\$ |(curl|kubectl|aws|meshmedic|openssl|grep|docker|dig|jq)\s)/
const longestCommand = 400

/** Is this line a command or part of a snippet? Such a line must survive copying, so it is never broken. */
export function isSnippetLine(line: string): boolean {
  return snippet.test(line)
}

/**
 * Breaks one line of marked text at spaces to `columns`. Commands between backticks stay in one piece even where they are longer;
 * other words that are longer are broken, none is lost.
 */
export function wrapLine(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of splitWords(text)) {
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
    return wrapLine(cutWords(line, longestWord), columns)
  })
}

/** Wraps a sentence with values of a proxy in it; a line break in it is made visible. */
export function wrapSentence(text: string, columns: number, longestWord: number): string[] {
  return wrapLine(cutWords(readMarked(text), longestWord), columns)
}

/** Joins parts with ` · `, breaking between parts where it can. */
export function wrapParts(parts: readonly string[], columns: number, longestWord: number): string[] {
  const lines: string[] = []
  for (const part of parts.map(readMarked)) {
    const joined = lines.length === 0 ? part : `${lines.at(-1) ?? ''} · ${part}`
    if (lines.length > 0 && displayWidth(joined) <= columns) lines[lines.length - 1] = joined
    else lines.push(...wrapLine(cutWords(part, longestWord), columns))
  }
  return lines
}

function cutWords(text: string, longest: number): string {
  return splitWords(text).map(word => cutMiddle(word, isCommand(word) ? Math.max(longest, longestCommand) : longest)).join(' ')
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
