/** `npm run older`: writes fixtures/older-* anew from what was recorded. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { readOlderForms, rewriteAnswer, type OlderFixture, type OlderForms } from './rewrite.ts'

/** Every file of an older fixture, by its path within it. */
export function makeOlder({ from, version }: OlderFixture, { changes }: OlderForms): Map<string, string> {
  const place = join('fixtures', from)
  const files = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter(path => /\.\w+$/.test(path)).sort()
  return new Map(files.map(path => {
    const text = readFileSync(join(place, path), 'utf8')
    return [path, path === 'expected.yaml' ? markSynthetic(text, from, version) : rewriteAnswer(path.split('/').at(-1) ?? '', text, version, changes)]
  }))
}

function markSynthetic(text: string, from: string, version: string): string {
  const { title, origin, ...rest } = parse(text) as { title: string, origin: Record<string, string> }
  return stringify({ title: `${title} (rewritten in the form of Envoy ${version})`, origin: { ...origin, synthetic: `fixtures/${from} rewritten in the form of Envoy ${version} by build/older` }, ...rest })
}

if (process.argv[1]?.endsWith('write-older.ts') === true) {
  const forms = readOlderForms()
  for (const fixture of forms.fixtures) {
    const folder = join('fixtures', fixture.name)
    rmSync(folder, { recursive: true, force: true })
    for (const [path, text] of makeOlder(fixture, forms)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
}
