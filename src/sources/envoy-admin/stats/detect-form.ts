import type { StatForm } from '../../../evidence/stats.ts'

/** After this many bytes without a telling line the page is taken as text. */
const enough = 1 << 16

/** What is looked at of a line. */
const longest = 1000

/**
 * The form of a page, by its first line that tells one; undefined while more bytes may tell.
 * Text lines have `: ` after the name, Prometheus lines a blank or `{`, JSON begins with `{`.
 */
export function detectForm(head: Uint8Array, ended: boolean): StatForm | undefined {
  const text = new TextDecoder().decode(head.subarray(0, enough))
  const lines = text.split('\n')
  const last = ended || head.length >= enough ? undefined : lines.pop()
  let comments = false
  for (const line of lines) {
    const form = formOfLine(line)
    if (form !== undefined) return form
    comments ||= line.startsWith('#')
  }
  if (last === undefined) return comments ? 'prometheus' : 'text'
  // A name in quotes may begin either: what follows it tells.
  return /^\s*\{\s*(?:\}|"[^"]*"\s*:)/.test(lines.join('\n') + last) ? 'json' : undefined
}

function formOfLine(line: string): StatForm | undefined {
  const trimmed = line.slice(0, longest).trim()
  if (trimmed === '') return undefined
  if (/^# ?(TYPE|HELP|UNIT|EOF)\b/.test(trimmed)) return 'prometheus'
  if (trimmed.startsWith('#')) return undefined
  if (/^\{(\s*["}]|$)/.test(trimmed)) return /^\{"[^"]*"(,[^:]*|\})\s*\S+$/.test(trimmed) ? 'prometheus' : 'json'
  if (/^[A-Za-z_:][\w:]*\{/.test(trimmed)) return 'prometheus'
  if (/:(\s|$)/.test(trimmed)) return 'text'
  return /^[A-Za-z_:][\w:]*\s+\S+(\s+-?\d+)?$/.test(trimmed) ? 'prometheus' : 'text'
}
