import { escapeText } from './escape.ts'

/** Text or an attribute's value for XML 1.0; hidden characters are shown, and those that XML does not take at all are gone with them. */
export function escapeXml(text: string): string {
  return escapeText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;').replace(/[\ufffe\uffff]/g, '\ufffd')
}
