import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalogue } from './catalogue.ts'

/** Reads the compiled catalogue of an installed package. @param root folder of the package (oclif: `config.root`) */
export function loadCatalogue(root: string): Catalogue {
  return JSON.parse(readFileSync(join(root, 'dist', 'catalogue.json'), 'utf8')) as Catalogue
}
