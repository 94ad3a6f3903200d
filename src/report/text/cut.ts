import { closeMark, openMark } from './marks.ts'
import { displayWidth, graphemes, graphemeWidth } from './width.ts'

/**
 * Shortens a name to `columns` with a `…`. Both ends stay, since names differ there; a marked part stays whole, since it is the difference.
 */
export function cutMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  const start = text.indexOf(openMark)
  const end = text.indexOf(closeMark, start)
  if (start < 0 || end < 0) return cutPlain(text, columns)
  const marked = text.slice(start, end + 1)
  const room = columns - displayWidth(marked)
  if (room < 2) return openMark + cutPlain(marked.slice(1, -1), columns) + closeMark
  const before = text.slice(0, start)
  const after = text.slice(end + 1)
  // The shorter side gives what it does not need to the longer.
  const forBefore = Math.max(Math.floor(room / 2), room - displayWidth(after))
  const left = cutPlain(before, Math.min(forBefore, displayWidth(before)))
  return left + marked + cutPlain(after, room - displayWidth(left))
}

function cutPlain(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  if (columns < 1) return ''
  const parts = graphemes(text)
  const head = take(parts, Math.floor((columns - 1) / 2))
  const tail = take(parts.toReversed(), columns - 1 - displayWidth(head.join(''))).toReversed()
  return `${head.join('')}…${tail.join('')}`
}

function take(parts: readonly string[], columns: number): string[] {
  let used = 0
  const taken: string[] = []
  for (const part of parts) {
    used += graphemeWidth(part)
    if (used > columns) break
    taken.push(part)
  }
  return taken
}
