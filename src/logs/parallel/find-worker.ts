import { existsSync } from 'node:fs'

/** The built program of a thread; undefined where there is none. Built files lie in folders as their sources do; this one may have become part of another, nearer to the root. */
export function findWorker(name: 'part-worker' | 'inflate-worker'): URL | undefined {
  return ['.', '..', '../..'].map(up => new URL(`${up}/logs/parallel/${name}.js`, import.meta.url)).find(url => existsSync(url))
}
