/** Finds the scenarios: a file in faults/<family>/ or healthy/ is one, and its path is its name. */
import { readdirSync } from 'node:fs'
import type { Scenario } from './scenario.ts'

export interface NamedScenario { name: string, scenario: Scenario }

/** All of them, sorted by name: `tls/upstream-san-mismatch`, `healthy/ordinary-noise`; `--` separates a variant. */
export async function loadScenarios(): Promise<NamedScenario[]> {
  const names = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => name.slice(0, -3))
  const faults = names('lab/faults').map(name => name.split('/') as [string, string])
  const loaded = await Promise.all([
    ...faults.map(async ([family, failure]) => ({
      name: `${family}/${failure}`,
      scenario: ((await import(`./faults/${family}/${failure}.ts`)) as { default: Scenario }).default,
    })),
    ...names('lab/healthy').map(async name => ({
      name: `healthy/${name}`,
      scenario: ((await import(`./healthy/${name}.ts`)) as { default: Scenario }).default,
    })),
  ])
  return loaded.sort((a, b) => a.name < b.name ? -1 : 1)
}
