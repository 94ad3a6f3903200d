import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Whether a shell would have expanded it. */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path)
}

/** The paths that a quoted pattern means: `*` and `?` within one name, `[abc]`, `**` for folders of any depth. In order of their names. */
export async function expandGlob(pattern: string): Promise<string[]> {
  const [first = '', ...rest] = pattern.split('/')
  return first === '' ? expand('/', rest) : expand('', [first, ...rest])
}

const deepest = 32

async function expand(folder: string, parts: readonly string[], depth = 0): Promise<string[]> {
  const [part, ...rest] = parts
  if (part === undefined) return [folder]
  if (part === '') return expand(folder, rest, depth)
  if (!isGlob(part)) return expand(join(folder, part), rest, depth)
  const names = await list(folder)
  const deep = part === '**'
  const matcher = deep ? /^[^.]/ : toPattern(part)
  const found = await Promise.all(names.filter(entry => matcher.test(entry.name)).map(async entry => {
    const path = join(folder, entry.name)
    if (deep) return entry.folder && depth < deepest ? await expand(path, parts, depth + 1) : []
    if (rest.length > 0) return entry.folder ? await expand(path, rest, depth) : []
    return entry.folder ? [] : [path]
  }))
  return [...deep ? await expand(folder, rest, depth) : [], ...found.flat()].sort()
}

async function list(folder: string): Promise<{ name: string, folder: boolean }[]> {
  try {
    return (await readdir(folder === '' ? '.' : folder, { withFileTypes: true })).map(entry => ({ name: entry.name, folder: entry.isDirectory() }))
  } catch {
    return []
  }
}

function toPattern(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[*?]|[.+^${}()|\\[\]]/g, found =>
    found === '*' ? '[^/]*' : found === '?' ? '[^/]' : found.length > 1 ? found.replace('[!', '[^').replaceAll('\\', '\\\\') : `\\${found}`)
  return new RegExp(`^${part.startsWith('.') ? '' : '(?!\\.)'}${source}$`)
}
