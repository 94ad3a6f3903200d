import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { factNames, loadFacts } from '../../src/explain/facts.ts'
import type { Knowledge } from '../../src/explain/meaning.ts'

/** The facts as they stand in the repository, and two rules. */
export function readKnowledge(): Knowledge {
  const facts = loadFacts(Object.fromEntries(factNames.map(name => [name, parse(readFileSync(`facts/${name}.yaml`, 'utf8')) as unknown])))
  const rules = ['connectivity/upstream-connect-failure', 'connectivity/frozen-endpoints'].map(id => ({
    id, title: `The title of ${id}`, why: 'It is so.', fix: 'Change it.', fixWhenFrozen: 'Leave it.', verify: '`curl -s localhost:9901/stats`', source: 'test',
  }))
  return { facts, rules }
}
