import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalogue, CheckedRules } from './catalogue.ts'

/** Reads the compiled catalogue of an installed package. @param root folder of the package (oclif: `config.root`) */
export function loadCatalogue(root: string): Catalogue {
  return JSON.parse(readFileSync(join(root, 'dist', 'catalogue.json'), 'utf8')) as Catalogue
}

/** What the build found when it checked the rules of the catalogue. @param root folder of the package */
export function loadCheckedRules(root: string): CheckedRules {
  return JSON.parse(readFileSync(join(root, 'dist', 'checked-rules.json'), 'utf8')) as CheckedRules
}
