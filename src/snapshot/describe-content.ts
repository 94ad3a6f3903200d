/** What bytes that are no evidence look like, in a few words that are safe on a terminal. */
export function describeContent(head: string): string {
  const text = head.replace(/^\uFEFF/, '').trimStart()
  if (text === '') return head === '' ? 'empty' : 'only blanks'
  if (/^<(!doctype html|html|head|body)/i.test(text)) return describeHtml(text)
  if (text.startsWith('<')) return 'XML'
  const binary = head.slice(0, 4096).match(/[\0-\x08\x0e-\x1a\x1c-\x1f\uFFFD]/g)?.length ?? 0
  if (binary > Math.min(head.length, 4096) / 20) return 'binary data'
  if (/^[[{]/.test(text)) return describeJson(text)
  return `text that begins ${quote(text.split('\n', 1)[0] ?? '')}`
}

function describeHtml(text: string): string {
  const title = /<title>([^<]{1,200})/i.exec(text)?.[1]
  return title === undefined ? 'an HTML page' : `an HTML page titled ${quote(title.trim())}`
}

function describeJson(text: string): string {
  const keys = topLevelKeys(text)
  if (keys === undefined) return text.startsWith('[') ? 'a JSON list' : `text that begins ${quote(text)}`
  return keys.length === 0 ? 'an empty JSON object, which nothing tells whose answer it is' : `JSON with the ${keys.length === 1 ? 'key' : 'keys'} ${keys.map(quote).join(', ')}`
}

/** The first keys of a JSON object that may be cut; undefined when it is none. */
function topLevelKeys(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value).slice(0, 5) : undefined
  } catch {
    const first = /^\{\s*"((?:[^"\\]|\\.){1,100})"\s*:/.exec(text)?.[1]
    return first === undefined ? undefined : [first]
  }
}

/** Quoted, cut to 40 characters, and with every control, bidirectional and other unprintable character escaped. */
export function quote(text: string): string {
  const cut = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return JSON.stringify(cut).replace(/[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
