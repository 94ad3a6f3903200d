import { readFile } from 'node:fs/promises'
import type { Secrets } from './receiver.ts'

/** Reads secrets when they are needed, so that a changed file counts at once. The error names the place, never the value. */
export function secretReader(environment: Readonly<Record<string, string | undefined>>): Secrets {
  return async place => {
    if ('env' in place) {
      const value = environment[place.env]
      if (value === undefined || value === '') throw new Error(`the environment variable ${place.env} is not set`)
      return value
    }
    const value = (await readFile(place.file, 'utf8').catch((error: unknown) => { throw new Error(`the file ${place.file} cannot be read: ${(error as { code?: string }).code ?? 'unknown'}`) })).trim()
    if (value === '') throw new Error(`the file ${place.file} is empty`)
    return value
  }
}
