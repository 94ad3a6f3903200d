import assert from 'node:assert/strict'
import fc from 'fast-check'
import { generateConfigDump } from '../../../../bench/generate-config-dump.ts'
import type { ConfigDumpPart } from '../../../../src/evidence/parts.ts'
import { isKnown } from '../../../../src/evidence/absent.ts'
import { readDump } from './read-text.ts'

const dump = generateConfigDump({ clusters: 4, routeConfigs: 3, endpointsPerCluster: 3 })
// The list of extensions is most of a bootstrap and tells nothing.
const shape = (indent: number): string => JSON.stringify(dump, (key, value: unknown) => key === 'extensions' ? undefined : value, indent)
const texts: readonly (readonly [string, string])[] = [['as Envoy indents it', shape(1)], ['on one line', shape(0)], ['indented by four', shape(4)]]

/** All of a part in a form that can be compared: endpoints are made when they are asked for. */
const comparable = (part: ConfigDumpPart): unknown => ({ ...part, endpoints: part.endpoints === undefined ? undefined : [...part.endpoints] })

describe('config_dump in pieces', () => {
  for (const [name, text] of texts) {
    const whole = readDump(text)

    it(`reads all of a dump ${name}`, () => {
      assert.deepEqual(whole.problems, [])
      assert.equal(whole.part.clusters.length, 4)
      assert.equal(whole.part.routeConfigs.length, 3)
      assert.deepEqual([...whole.part.endpoints?.values() ?? []].map(list => list.length), [3, 3, 3, 3])
      assert.deepEqual(comparable(whole.part), comparable(readDump(texts[0]?.[1]).part))
    })

    it(`gives the same wherever chunks of a dump ${name} end`, () => {
      const cuts = fc.uniqueArray(fc.nat(text.length - 1), { maxLength: 8 }).map(list => list.sort((a, b) => a - b))
      fc.assert(fc.property(cuts, at => {
        const { part, problems } = readDump(text, at)
        assert.deepEqual(problems, [])
        assert.deepEqual(comparable(part), comparable(whole.part))
      }), { numRuns: 60 })
    })

    it(`gives the same byte by byte of a dump ${name}`, () => {
      const { part, problems } = readDump(text, Array.from({ length: text.length - 1 }, (_, i) => i + 1))
      assert.deepEqual(problems, [])
      assert.deepEqual(comparable(part), comparable(whole.part))
    })

    it(`keeps all that was complete where a dump ${name} is cut, and says so`, () => {
      fc.assert(fc.property(fc.integer({ min: 1, max: text.length - 2 }), length => {
        const { part, problems } = readDump(text.slice(0, length))
        assert.ok(problems.length > 0)
        const complete = (names: readonly string[], read: readonly string[]): void => {
          const ended = names.filter(wanted => text.indexOf(wanted) >= 0 && endOf(text, wanted) <= length)
          for (const wanted of ended) assert.ok(read.includes(wanted), `${wanted} is lost`)
        }
        complete(whole.part.clusters.map(c => c.name), part.clusters.map(c => c.name))
        complete(whole.part.routeConfigs.map(c => c.name), part.routeConfigs.map(c => c.name))
        // Nothing that a cut cluster does not show is taken for a default.
        const byName = new Map(whole.part.clusters.map(cluster => [cluster.name, cluster]))
        for (const cluster of part.clusters) {
          for (const key of ['type', 'connectTimeout', 'tls', 'healthCheck', 'outlierDetection', 'thresholds'] as const) {
            if (isKnown(cluster[key])) assert.deepEqual(cluster[key], byName.get(cluster.name)?.[key])
          }
        }
      }), { numRuns: 150 })
    })
  }

  it('survives any byte that is changed, and loses nothing in silence', () => {
    const bytes = Buffer.from(texts[0]?.[1] ?? '')
    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(bytes)
      changed[at] = byte
      const { part, problems } = readDump(changed.toString('latin1'))
      const complete = part.clusters.length === 4 && part.routeConfigs.length === 3 && part.listeners.length === 1
      assert.ok(complete || problems.length > 0)
    }), { numRuns: 150 })
  })

  it('says so where a listener is shown in no state', () => {
    const { part, problems } = readDump((texts[0]?.[1] ?? '').replaceAll('"active_state"', '"future_state"'))
    assert.equal(part.listeners.length, 0)
    assert.deepEqual(problems.map(problem => problem.message), ['listener lds_egress_0.0.0.0_15001 is named without any state, so nothing of it is known'])
  })

  it('survives any text', () => {
    const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '\n', ' ', '"configs"', '"@type"', '"cluster"', '"name"', '1', 'null', '\u00e9'), { maxLength: 60 })
    fc.assert(fc.property(pieces, list => {
      assert.doesNotThrow(() => readDump(list.join('')))
    }), { numRuns: 500 })
  })
})

/** Where the element ends in which a resource of this name stands: behind its `last_updated`. */
function endOf(text: string, name: string): number {
  const updated = text.indexOf('"last_updated"', text.indexOf(`"name":${text.includes('": ') ? ' ' : ''}${JSON.stringify(name)}`))
  return text.indexOf('}', updated) + 1
}
