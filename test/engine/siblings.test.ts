import assert from 'node:assert/strict'
import { Absent } from '../../src/evidence/absent.ts'
import type { Digest } from '../../src/evidence/proxy-evidence.ts'
import { findSiblings } from '../../src/engine/siblings.ts'

const digest = (name: string, contents: Record<string, string> | undefined, updatedAt?: number): Digest => ({
  evidence: { proxy: { id: name, provider: 'app-mesh', mesh: 'shop', endpointKind: 'virtualNode', endpointName: name.slice(0, 1) }, updatedAt },
  contents: contents === undefined ? new Absent('config_dump', 'no config_dump given') : new Map(Object.entries(contents)),
}) as unknown as Digest

describe('siblings', () => {
  const cases: { name: string, digests: Digest[], differs: Record<string, readonly string[] | string> }[] = [
    { name: 'one of a kind has none', digests: [digest('a1', {}), digest('b1', {})], differs: {} },
    { name: 'the same everywhere', digests: [digest('a1', { x: '1' }), digest('a2', { x: '1' })], differs: { a1: [], a2: [] } },
    { name: 'two against one', digests: [digest('a1', { x: '1' }), digest('a2', { x: '2' }), digest('a3', { x: '2' })], differs: { a1: ['has another version of x'], a2: [], a3: [] } },
    { name: 'lacking and left over', digests: [digest('a1', { x: '1' }), digest('a2', { y: '1' }), digest('a3', { y: '1' })], differs: { a1: ['still has x', 'lacks y'], a2: [], a3: [] } },
    { name: 'one against one: the older', digests: [digest('a1', { x: '1' }, 5), digest('a2', { x: '2' }, 9)], differs: { a1: ['has another version of x'], a2: [] } },
    { name: 'one against one, and nothing tells which is older', digests: [digest('a1', { x: '1' }), digest('a2', { x: '2' })], differs: { a1: [], a2: [] } },
    { name: 'of the other nothing is known', digests: [digest('a1', { x: '1' }), digest('a2', undefined)], differs: { a1: 'peer', a2: 'config_dump' } },
  ]
  for (const { name, digests, differs } of cases) {
    it(name, () => {
      assert.deepEqual(Object.fromEntries(findSiblings(digests).map(({ sibling }) =>
        [sibling.proxy.id, sibling.differs instanceof Absent ? sibling.differs.lack : sibling.differs])), differs)
    })
  }
})
