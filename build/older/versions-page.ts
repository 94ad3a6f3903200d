import type { OlderForms } from './rewrite.ts'

/** docs/versions.md: which Envoys are proven by real processes, which by rewritten answers, and what is read in which form. */
export function renderVersionsPage({ changes, fixtures }: OlderForms, versions: { oldest: number, newest: number, proven: readonly string[] }): string {
  const told = changes.filter(({ id }) => !id.startsWith('stats-of-')).toSorted((a, b) => a.until - b.until)
  const absent = changes.filter(({ statistics }) => statistics !== undefined).toSorted((a, b) => a.until - b.until)
  return [
    '# Versions of Envoy', '',
    'Made by `npm run coverage`; a test holds it current.', '',
    `meshmedic reads the answers and logs of Envoy 1.${versions.oldest} to 1.${versions.newest}; App Mesh's images have 1.17 to 1.34 and older ones. A newer or an older Envoy`,
    'is diagnosed all the same, with a remark.', '',
    `- **Proven by real processes**: ${versions.proven.join(' and ')}. The lab runs every scenario on them: [lab.md](lab.md).`,
    '- **Older forms**: answers that the lab recorded, rewritten by [build/older](../build/older/changes.yaml) as an older Envoy prints them, and judged in',
    '  every test. They are marked `synthetic` in their `expected.yaml`: they prove that the forms are read, not that the old process behaves so.', '',
    '| fixture | Envoy | made of |', '|---|---|---|',
    ...fixtures.map(({ name, from, version }) => `| [${name}](../fixtures/${name}/expected.yaml) | ${version} | ${from} |`), '',
    '## What was printed otherwise', '',
    '| until | in | before |', '|---|---|---|',
    ...told.map(({ until, kind, what }) => `| 1.${until} | ${kind} | ${what} |`), '',
    '## Statistics that came later', '',
    'A statistic that an Envoy does not have yet makes a rule unchecked, never clear.', '',
    '| first in | names end in |', '|---|---|',
    ...absent.map(({ until, statistics = '' }) => `| 1.${until + 1} | ${statistics.replaceAll('\\', '').split('|').map(name => `\`${name}\``).join(', ')} |`), '',
  ].join('\n')
}
