import { createHash } from 'node:crypto'
import { compare } from 'bcryptjs'

/** A hash that no password has, of the usual cost: an unknown user takes as long as a known one. */
const nobody = '$2b$10$ouhIt6MMLbhMl7eYRnyUPuvtZSySP5u2lzEr2MSW9q6TQl.4nf9uW'
const mostKnown = 100

/** Checks `Authorization: Basic …` against bcrypt hashes. What was right once is remembered, as a digest: a hash takes a tenth of a second. */
export class BasicAuth {
  readonly #known = new Map<string, boolean>()

  /** Whether the header names a user with its password. With no users everybody is let in. */
  async admits(header: string | undefined, users: ReadonlyMap<string, string>): Promise<boolean> {
    if (users.size === 0) return true
    const encoded = /^basic +([a-z0-9+/=]+)$/i.exec(header ?? '')?.[1]
    if (encoded === undefined) return false
    const text = Buffer.from(encoded, 'base64').toString('utf8')
    const at = text.indexOf(':')
    if (at < 0) return false
    const [user, password] = [text.slice(0, at), text.slice(at + 1)]
    const hash = users.get(user)
    const digest = createHash('sha256').update(`${user}\0${hash ?? ''}\0${password}`).digest('hex')
    const known = this.#known.get(digest)
    if (known !== undefined) return known
    const right = await compare(password, hash ?? nobody) && hash !== undefined
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(digest, right)
    return right
  }
}
