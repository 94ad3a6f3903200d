import { closeMark, openMark } from './marks.ts'

const ascii = /^[\x20-\x7e]*$/
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u
/** East Asian wide and emoji that stand as pictures; half-width Katakana and Hangul are narrow. */
const wide = /(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\ufe0f]/u
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Columns that a terminal gives to a text. Marks take none. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let columns = 0
  for (const grapheme of graphemes(text)) columns += graphemeWidth(grapheme)
  return columns
}

/** The characters as a reader sees them; they are never cut apart. */
export function graphemes(text: string): string[] {
  return ascii.test(text) ? text.split('') : Array.from(segmenter.segment(text), part => part.segment)
}

export function graphemeWidth(grapheme: string): number {
  if (grapheme === openMark || grapheme === closeMark || zeroWidth.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}

/** Fills up with spaces to `columns`; a longer text stays. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text
}
