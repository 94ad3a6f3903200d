import { wrapSentence } from '../text/wrap.ts'

/**
 * One sentence with names of others in it, escaped, and broken at `width` under its indent. The guillemets that mark a near miss in
 * other reports are shown as `\\xab` and `\\xbb`: in a name they are no mark.
 */
export function wrapNames(text: string, indent: number, width: number): string[] {
  return wrapSentence(showGuillemets(text), Math.max(20, width - indent), Infinity).map(line => ' '.repeat(indent) + line)
}

/** See `wrapNames`. */
export function showGuillemets(text: string): string {
  return text.replaceAll('«', '\\xab').replaceAll('»', '\\xbb')
}
