import { mkdirSync, writeFileSync } from 'node:fs'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'
import { renderCoverage } from './coverage.ts'

mkdirSync('docs', { recursive: true })
writeFileSync('docs/coverage.md', renderCoverage(buildCatalogue().rules))
