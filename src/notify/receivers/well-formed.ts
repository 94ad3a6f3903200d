/** Lone surrogates replaced: Go's JSON and label values take well-formed text only. */
export function toUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}
