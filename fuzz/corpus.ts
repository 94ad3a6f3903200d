import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash } from './random.ts'

const folder = 'fuzz/corpus'

/** Inputs that once broke a target, by file name. */
export function readCorpus(target: string): Map<string, Uint8Array> {
  const own = join(folder, target)
  if (!existsSync(own)) return new Map()
  return new Map(readdirSync(own).sort().map(name => [name, new Uint8Array(readFileSync(join(own, name)))]))
}

/** Keeps an input under a name made of its bytes. @returns the path of its file */
export function addToCorpus(target: string, input: Uint8Array): string {
  const own = join(folder, target)
  mkdirSync(own, { recursive: true })
  const path = join(own, hash(input).toString(16).padStart(8, '0'))
  writeFileSync(path, input)
  return path
}
