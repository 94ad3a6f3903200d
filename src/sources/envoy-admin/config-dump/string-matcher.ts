import { fields, text, type Fields } from '../fields.ts'

/** A StringMatcher as one kind and text: `exact`, `prefix`, `suffix`, `contains`, `regex`; undefined for anything else. */
export function readStringMatcher(value: unknown): { kind: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex', text: string } | undefined {
  const matcher = fields(value)
  if (typeof matcher.exact === 'string') return { kind: 'exact', text: matcher.exact }
  if (typeof matcher.prefix === 'string') return { kind: 'prefix', text: matcher.prefix }
  if (typeof matcher.suffix === 'string') return { kind: 'suffix', text: matcher.suffix }
  if (typeof matcher.contains === 'string') return { kind: 'contains', text: matcher.contains }
  const regex = readRegex(matcher.safe_regex) ?? text(matcher.regex)
  return regex === undefined ? undefined : { kind: 'regex', text: regex }
}

export function readRegex(value: unknown): string | undefined {
  return text(fields(value).regex)
}

/** The accepted name as a person would write it; `*.x` also stands for Envoy's suffix `.x`. */
export function printNameMatcher(value: Fields): string | undefined {
  const matcher = readStringMatcher(value)
  if (matcher === undefined) return undefined
  if (matcher.kind === 'exact') return matcher.text
  if (matcher.kind === 'suffix' && matcher.text.startsWith('.')) return `*${matcher.text}`
  return `${matcher.kind} ${matcher.text}`
}
