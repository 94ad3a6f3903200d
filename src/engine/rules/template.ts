/** A piece of a template: plain text, or an expression and where it starts. */
export type TemplatePiece = string | { source: string, offset: number }

/**
 * Splits `{proxy.label} refused {n} connections` into texts and expressions. `{{` and `}}` stand for the braces themselves.
 * Braces inside quotes belong to the expression.
 */
export function splitTemplate(text: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = []
  let plain = ''
  for (let i = 0; i < text.length; i++) {
    const two = text.slice(i, i + 2)
    if (two === '{{' || two === '}}') {
      plain += two[0] ?? ''
      i++
    } else if (text[i] === '{') {
      const end = findEnd(text, i + 1)
      if (plain !== '') pieces.push(plain)
      plain = ''
      pieces.push({ source: text.slice(i + 1, end), offset: i + 1 })
      i = end
    } else {
      plain += text[i] ?? ''
    }
  }
  if (plain !== '') pieces.push(plain)
  return pieces
}

function findEnd(text: string, start: number): number {
  let quote = ''
  for (let i = start; i < text.length; i++) {
    const character = text[i] ?? ''
    if (quote !== '') {
      if (character === '\\') i++
      else if (character === quote) quote = ''
    } else if (character === '"' || character === "'") {
      quote = character
    } else if (character === '}') {
      return i
    }
  }
  return text.length
}
