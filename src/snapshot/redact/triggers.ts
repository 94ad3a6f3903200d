import { jwkTriggers } from './jwk.ts'

/**
 * Finds the words and forms at which a secret may stand, in one pass of one table look-up a character (Aho and Corasick's
 * automaton over the words without regard to case). Everything else passes without being looked at, which is what keeps
 * redaction of a large dump cheap. A word inside a longer one (`auth` in `authorization`) stands for both.
 */
const words: readonly string[] = [
  '[redacted', 'pass', 'pwd', 'secret', 'token', 'credential', 'auth', 'cookie', 'signature', 'key', 'session', 'sig=', 'sid=', 'saml', 'assertion',
  'oidc', 'jwt', 'bearer', 'basic', 'eyj', 'akia', 'asia', '-----begin', 'ls0tls1crudjti', '://', ':\\/\\/', ':\\\\/\\\\/', '@', '%40',
  'value"', 'value\\', 'value\'', 'ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'xoxa-', 'xoxb-', 'xoxe-', 'xoxp-', 'xoxr-', 'xoxs-',
  'aiza', 'sk_live_', 'rk_live_', 'glpat-', 'hvs.', 'npm_', 'fwogzxivyxdz', 'iqojb3jpz2lu', 'fqogzxivyxdz',
  ...jwkTriggers,
]

/** One occurrence: the word in lower case, and where it begins. */
export interface Trigger { word: string, at: number }

const symbols = 128

interface Automaton {
  /** Next state by state and character; characters beyond ASCII lead to the start. */
  next: Uint16Array
  /** Index of the word that ends in a state, plus one. */
  ends: Uint8Array
}

function build(): Automaton {
  const children = [new Map<number, number>()]
  const ends: number[] = [0]
  for (const [index, word] of words.entries()) {
    let state = 0
    for (const character of word) {
      const code = character.charCodeAt(0)
      let child = children[state]?.get(code)
      if (child === undefined) {
        child = children.length
        children[state]?.set(code, child)
        children.push(new Map())
        ends.push(0)
      }
      state = child
    }
    ends[state] = index + 1
  }
  const next = new Uint16Array(children.length * symbols)
  const fallback = new Uint16Array(children.length)
  for (const queue = [0]; ;) {
    const state = queue.shift()
    if (state === undefined) break
    const back = fallback[state] ?? 0
    if (ends[state] === 0) ends[state] = ends[back] ?? 0
    for (let code = 0; code < symbols; code++) {
      const child = children[state]?.get(code)
      const after = state === 0 ? 0 : next[back * symbols + code] ?? 0
      next[state * symbols + code] = child ?? after
      if (child === undefined) continue
      fallback[child] = after
      queue.push(child)
    }
  }
  for (let state = 0; state < children.length; state++) {
    for (let code = 65; code <= 90; code++) next[state * symbols + code] = next[state * symbols + code + 32] ?? 0
  }
  return { next, ends: Uint8Array.from(ends) }
}

let automaton: Automaton | undefined

/** The first trigger that ends at or after `from` and begins there or later; undefined when the text has none. */
export function findTrigger(text: string, from: number): Trigger | undefined {
  const { next, ends } = automaton ??= build()
  let state = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    state = code < symbols ? next[state * symbols + code] ?? 0 : 0
    const end = ends[state] ?? 0
    if (end > 0) {
      const word = words[end - 1] ?? ''
      return { word, at: at + 1 - word.length }
    }
  }
  return undefined
}
