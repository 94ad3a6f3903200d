import type { Evident } from './evident.ts'
import { classExtent } from './extents.ts'

/** Members of a JSON Web Key that are secret; `k` is that of a symmetric one. Source: RFC 7518, sections 6.2.2, 6.3.2, 6.4. */
const members = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']

/** The words at which such a member may stand: as JSON, as JSON inside strings, and as YAML in blocks and in braces. */
export const jwkTriggers: readonly string[] = members.flatMap(name => [`"${name}"`, `"${name}\\`, `'${name}'`, ...[' ', '\n', '\t', '{', ','].map(before => `${before}${name}:`)])

/** Base64url of at least 15 bytes with letters of both cases, which no name or number looks like. */
const value = '(?=[\\w-]{0,8192}[A-Z])(?=[\\w-]{0,8192}[a-z])[\\w-]{20}'
const json = new RegExp(`"[dpqki]{1,2}(\\\\{0,15})"[ \\t\\r\\n]{0,64}:[ \\t\\r\\n]{0,64}\\1"${value}`, 'y')
/** A plain or quoted scalar; a long one may begin on the next line, folded or not. */
const yaml = new RegExp(`(?:["'][dpqki]{1,2}["']|[ \\n\\t{,][dpqki]{1,2}):[ \\t]{1,64}(?:[|>][-+0-9]{0,2}[ \\t]{0,64})?(?:\\r?\\n[ \\t]{1,256})?["']?${value}`, 'y')

/** The value of a secret member. */
export function findJwkMember(text: string, at: number): Evident | undefined {
  for (const form of [json, yaml]) {
    form.lastIndex = at
    const found = form.exec(text)
    if (found !== null) return { kind: 'private-key', start: at + found[0].length - 20, end: classExtent(/[^\w=-]/g) }
  }
  return undefined
}
