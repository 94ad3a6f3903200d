import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { renderCoverage } from '../build/coverage.ts'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'

describe('docs/coverage.md', () => {
  it('is current (npm run coverage)', () => {
    assert.equal(readFileSync('docs/coverage.md', 'utf8'), renderCoverage(buildCatalogue().rules))
  })
})
