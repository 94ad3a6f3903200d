import { escapeText } from '../escape.ts'

/**
 * A rule's text marks the differing part of a near miss: `payments«-v2».shop.local`. On its way to the screen a mark is one private-use
 * character on either side; escaping shows such characters of others, so nobody can forge one.
 * Without colour the marks go and the name stays as it is, so that it can be copied.
 */
export const openMark = '\ue000'
export const closeMark = '\ue001'

/** One untrusted line, safe for a terminal, with its marks. */
export function readMarked(text: string): string {
  return escapeText(text).replace(/«([^«»]*)»/g, `${openMark}$1${closeMark}`)
}

/** Text whose marks are dropped: for formats and places that have no emphasis. */
export function dropMarks(text: string): string {
  return text.replace(/«([^«»]*)»/g, '$1')
}

/** A mark that goes over the end of a line is closed there and opened again on the next, so that no margin is painted. */
export function balanceMarks(lines: readonly string[]): string[] {
  let open = false
  return lines.map(line => {
    const start = open ? openMark : ''
    const last = Math.max(line.lastIndexOf(openMark), line.lastIndexOf(closeMark))
    if (last >= 0) open = line[last] === openMark
    return `${start}${line}${open ? closeMark : ''}`
  })
}
