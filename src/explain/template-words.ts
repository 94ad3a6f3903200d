import { splitTemplate, type TemplatePiece } from '../engine/rules/template.ts'

/**
 * A rule's text without evidence to fill it: `{proxy.label}` becomes `<proxy>`, and where an expression chooses between texts, all stand there.
 */
export function tellTemplate(text: string): string {
  return splitTemplate(text).map(piece => typeof piece === 'string' ? piece : tellPiece(piece)).join('')
}

/** Of ways that stand for one another the first says most. */
function tellPiece({ source, otherwise }: Exclude<TemplatePiece, string>): string {
  const told = tellExpression(source)
  return told === '' && otherwise !== undefined ? tellPiece(otherwise) : told
}

function tellExpression(source: string): string {
  const choices = splitOutside(source, ':').map(choice => splitOutside(choice, '?').at(-1) ?? '').map(tellSum).filter(choice => choice !== '')
  return [...new Set(choices)].join(' Or: ')
}

function tellSum(source: string): string {
  return splitOutside(source, '+').map(part => tellOperand(part.trim())).join('')
}

function tellOperand(part: string): string {
  const literal = /^(['"])(.*)\1$/s.exec(part)
  if (literal !== null) return (literal[2] ?? '').replace(/\\(.)/g, '$1')
  const names = part.match(/[A-Za-z_]\w*/g)?.filter(name => name !== 'label') ?? []
  return part === '' ? '' : `<${names.at(-1) ?? 'value'}>`
}

/** Splits at a character that stands outside quotes and parentheses. */
function splitOutside(text: string, separator: string): string[] {
  const parts = ['']
  let quote = ''
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    if (quote === '' && depth === 0 && character === separator) {
      parts.push('')
      continue
    }
    parts[parts.length - 1] = `${parts.at(-1) ?? ''}${character}`
    if (quote !== '') {
      if (character === '\\') parts[parts.length - 1] = `${parts.at(-1) ?? ''}${text[++i] ?? ''}`
      else if (character === quote) quote = ''
    } else if (character === "'" || character === '"') quote = character
    else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
  }
  return parts
}
