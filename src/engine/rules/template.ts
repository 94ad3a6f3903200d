/** A piece of a template: plain text, or an expression, where it starts, and what stands for it where its value is not known. */
export type TemplatePiece = string | TemplateExpression

interface TemplateExpression { source: string, offset: number, otherwise?: TemplateExpression }

/**
 * Splits `{proxy.label} refused {n} connections` into texts and expressions. `{{` and `}}` stand for the braces themselves.
 * Braces inside quotes belong to the expression. `{percent(a, b) else 'some'}`: where the first value is not known, the next; after the last, `unknown`.
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
      pieces.push(splitElse(text.slice(i + 1, end), i + 1))
      i = end
    } else {
      plain += text[i] ?? ''
    }
  }
  if (plain !== '') pieces.push(plain)
  return pieces
}

/** Cuts `a else b` apart where ` else ` stands outside quotes; CEL has no such word. */
function splitElse(text: string, offset: number): TemplateExpression {
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    if (quote !== '') {
      if (character === '\\') i++
      else if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (text.startsWith(' else ', i)) return { source: text.slice(0, i), offset, otherwise: splitElse(text.slice(i + 6), offset + i + 6) }
  }
  return { source: text, offset }
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
