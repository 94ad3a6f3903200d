/** A member's name at the top of a JSON object, or a whole string: `"` to `"` on one line. */
const string = /"((?:[^"\\\n]|\\.)*)"/y

/** The names of the members of a JSON object that may be cut; of a list, those of its first object. */
export function topLevelKeys(head: string): ReadonlySet<string> {
  const keys = new Set<string>()
  const start = head.search(/[{]/)
  if (start < 0) return keys
  let depth = 0
  let named = false
  for (let at = start; at < head.length; at++) {
    const character = head[at]
    if (character === '"') {
      string.lastIndex = at
      const found = string.exec(head)
      if (found === null) return keys
      at = string.lastIndex - 1
      if (depth === 1 && !named && /^\s*:/.test(head.slice(at + 1, at + 20))) keys.add(found[1] ?? '')
      named = true
    } else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') {
      if (--depth === 0) return keys
    } else if (character === ',' && depth === 1) named = false
    if (depth === 1 && character === '{') named = false
  }
  return keys
}
