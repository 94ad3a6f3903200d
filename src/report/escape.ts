/**
 * Everything that came from a proxy is untrusted: a cluster's name may carry a sequence that rewrites the terminal, a
 * right-to-left override that turns a host name around, or a line break that forges a line of ours.
 * Hidden are: control and format characters, lone surrogates, private use, line and paragraph separators, blank letters.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu
const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Makes hidden characters visible (`\x1b`, `\u202e`), for a terminal or any line of text. One line in, one line out. */
export function escapeText(text: string): string {
  return text.replace(hidden, character => shortNames[character] ?? nameCodePoint(character))
}

function nameCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const digits = code.toString(16)
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`
}

export function hasHidden(text: string): boolean {
  return text.search(hidden) >= 0
}

/**
 * JSON text whose strings show no hidden character either; it parses to the same value. Line breaks between tokens stay.
 * `\uXXXX` also holds inside a double-quoted YAML scalar.
 */
export function escapeEncoded(text: string): string {
  return text.replace(hidden, character => character === '\n' ? character : toUnits(character))
}

function toUnits(character: string): string {
  let units = ''
  for (let i = 0; i < character.length; i++) units += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  return units
}

/**
 * Prose for GitHub-flavoured Markdown: nothing in it becomes markup, HTML, a link or a mention. Inline code that the writer put between
 * backticks stays code, where nothing is interpreted; all else is escaped.
 */
export function escapeMarkdown(text: string): string {
  return escapeText(text).split(/(`[^`]+`)/).map(part => isCode(part) ? part : escapeMarkup(part)).join('')
}

/** A name as inline code; its fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const clean = escapeText(text)
  if (clean === '') return ''
  const fence = '`'.repeat(longestRun(clean) + 1)
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${clean}${pad}${fence}`
}

/** Lines as a code block that nothing inside can end. */
export function codeBlock(lines: readonly string[]): string {
  const clean = lines.map(escapeText)
  const fence = '`'.repeat(Math.max(3, longestRun(clean.join('\n')) + 1))
  return [fence, ...clean, fence].join('\n')
}

function isCode(part: string): boolean {
  return part.length > 2 && part.startsWith('`') && part.endsWith('`')
}

function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]#|~!$]/g, '\\$&')
    .replace(/^(\s*)(=+|-{2,})(\s*)$/, '$1\\$2$3')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, found => `${found.slice(0, 3)}&#46;`)
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length))
}
