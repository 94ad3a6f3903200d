/** The longest label value that is shown; a longer name is cut, with its end said. */
const longest = 1024

/**
 * A label's value inside its quotes: nothing in it ends the quotes or the line. Lone surrogates become U+FFFD when the page is encoded.
 * Source: prometheus.io, exposition formats.
 */
export function escapeLabel(text: string): string {
  const value = text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text
  return /[\\"\n]/.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : value
}

/** The text of a HELP line; OpenMetrics escapes quotes there too. */
export function escapeHelp(text: string, isOpenMetrics: boolean): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return isOpenMetrics ? escaped.replaceAll('"', '\\"') : escaped
}
