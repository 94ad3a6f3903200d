import { readFileSync } from 'node:fs'

const cache = new Map<string, string>()

/** The text of a saved answer of a real proxy, below fixtures/. */
export function readFixture(path: string): string {
  let text = cache.get(path)
  if (text === undefined) cache.set(path, text = readFileSync(`fixtures/${path}`, 'utf8'))
  return text
}

/** Every so-many-th run of lines of a saved answer: small inputs that together show most of its forms. */
export function pickLines(path: string, lines: number, pieces: number): string[] {
  const all = readFixture(path).split('\n')
  const step = Math.max(1, Math.floor((all.length - lines) / pieces))
  return Array.from({ length: pieces }, (_, i) => `${all.slice(i * step, i * step + lines).join('\n')}\n`).filter(text => text.trim() !== '')
}

/** Texts as inputs. */
export function toBytes(texts: readonly string[]): Uint8Array[] {
  const encoder = new TextEncoder()
  return texts.map(text => encoder.encode(text))
}

/** A saved JSON answer, thinned: of every list the first `items`, texts cut to `length` characters. Small, with every kind of member. */
export function thinJson(path: string, items: number, length = 60): unknown {
  const thin = (value: unknown): unknown => {
    if (typeof value === 'string') return value.slice(0, length)
    if (Array.isArray(value)) return value.slice(0, items).map(thin)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, thin(item)]))
  }
  return thin(JSON.parse(readFixture(path)))
}
