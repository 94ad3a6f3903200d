import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { labVersions, renderLabPage } from '../lab/page.ts'
import { readResults, type Result } from '../lab/results.ts'
import { loadScenarios, type NamedScenario } from '../lab/scenarios.ts'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'

const page = (): string => readFileSync('docs/lab.md', 'utf8')
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => name.slice(0, -3))

describe('docs/lab.md', () => {
  it('is current (npm run coverage)', async () => {
    assert.equal(page(), renderLabPage(await loadScenarios(), readResults()))
  })

  it('lists exactly the scenarios that exist', () => {
    const listed = new Set(page().split('\n').flatMap(line => /^\| (\S+\/\S+) /.exec(line)?.[1] ?? []))
    const exist = [...filesIn('lab/faults'), ...filesIn('lab/healthy').map(name => `healthy/${name}`)]
    assert.ok(exist.length > 80)
    assert.deepEqual([...listed].toSorted(), exist.toSorted())
  })

  it('a scenario is named by a rule that exists', async () => {
    const rules = new Set(buildCatalogue().rules.map(({ id }) => id))
    const named = (await loadScenarios()).map(({ name }) => name.split('--')[0] ?? '').filter(name => !name.startsWith('healthy/'))
    assert.deepEqual(named.filter(name => !rules.has(name)), [])
  })

  const scenario: NamedScenario = { name: 'tls/x', scenario: { title: 'a | b', ads: ['google_grpc', 'envoy_grpc'], runsOn: version => version !== '1.36.4', expect: { cause: { rule: 'tls/x' }, never: ['*'] } } }
  const result: Result = { scenario: 'tls/x', envoy: '1.40.0', ads: 'google_grpc', seconds: 17, wrongCause: [], missing: [], unexpected: [] }
  const rows: readonly { name: string, results: readonly Result[], cell: string, sum: string }[] = [
    { name: 'as expected', results: [result], cell: 'first, 0 false, 17 s', sum: '| 2 | 1 | 1 | 0 | 17 |' },
    { name: 'another cause first', results: [{ ...result, wrongCause: ['tls/y @ a'] }], cell: 'not first: tls/y @ a, 0 false, 17 s', sum: '| 2 | 1 | 0 | 0 | 17 |' },
    { name: 'a false finding', results: [{ ...result, unexpected: ['tls/z'] }], cell: 'first, 1 false: tls/z, 17 s', sum: '| 2 | 1 | 1 | 1 | 17 |' },
    { name: 'something missing', results: [{ ...result, missing: ['tls/x'] }], cell: 'first, 0 false, missing: tls/x, 17 s', sum: '| 2 | 1 | 0 | 0 | 17 |' },
    { name: 'not recorded', results: [], cell: 'not recorded', sum: '| 2 | 0 | 0 | 0 | 0 |' },
    { name: 'of a scenario that is gone', results: [{ ...result, scenario: 'tls/gone' }], cell: 'not recorded', sum: '| 2 | 0 | 0 | 0 | 0 |' },
  ]
  for (const { name, results, cell, sum } of rows) {
    it(`a run ${name}`, () => {
      const text = renderLabPage([scenario], results)
      assert.ok(text.includes(`| tls/x (google_grpc) | a \\| b | [tls/x](rules/tls/x.md) | does not apply | ${cell} |`), text)
      assert.ok(text.includes(`| ${labVersions[1]} ${sum}`), text)
      assert.ok(!text.includes('gone'))
    })
  }
})
