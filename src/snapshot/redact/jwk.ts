import type { Evident } from './evident.ts'
import { classExtent } from './extents.ts'

/** Members of a JSON Web Key that are secret; `k` is that of a symmetric one. Source: RFC 7518, sections 6.2.2, 6.3.2, 6.4. */
const members = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']

/** The words at which such a member may stand, as JSON and as JSON inside strings. */
export const jwkTriggers: readonly string[] = members.flatMap(name => [`"${name}"`, `"${name}\\`])

const member = /"[dpqki]{1,2}(\\{0,15})"[ \t\r\n]{0,64}:[ \t\r\n]{0,64}\1"(?=[\w-]{0,8192}[A-Z])(?=[\w-]{0,8192}[a-z])[\w-]{20}/y

/** The value of a secret member: base64url of at least 15 bytes, which no name or number looks like. */
export function findJwkMember(text: string, at: number): Evident | undefined {
  member.lastIndex = at
  const found = member.exec(text)
  if (found === null) return undefined
  return { kind: 'private-key', start: at + found[0].length - 20, end: classExtent(/[^\w=-]/g) }
}
