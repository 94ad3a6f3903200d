/** The peer: a page of text split into a Map, as one writes it in five lines. */
import { readFileSync } from 'node:fs'

const values = new Map<string, string>()
for (const line of readFileSync(process.argv[2] ?? '', 'utf8').split('\n')) {
  const at = line.lastIndexOf(': ')
  if (at > 0) values.set(line.slice(0, at), line.slice(at + 2))
}
console.log(values.size)
