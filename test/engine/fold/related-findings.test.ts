import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { FoundEdge } from '../../../src/engine/edges.ts'
import type { Numbered } from '../../../src/engine/fold/number-findings.ts'
import { RelatedFindings } from '../../../src/engine/fold/related-findings.ts'
import type { SubjectKind } from '../../../src/evidence/subjects.ts'

/** Each rule is about one kind of subject. */
const kinds: Readonly<Record<string, SubjectKind>> = { r1: 'cluster', r2: 'edge', r3: 'listener', r4: 'proxy', r5: 'http_manager' }

const finding = (rule: string, target: string, subject: string): Numbered => ({ each: kinds[rule], finding: { rule, target, subject } }) as unknown as Numbered
const edge = (client: string, cluster: string, server: string | undefined): FoundEdge => ({
  client: { evidence: { target: { id: client } } }, edge: { cluster: { name: cluster } },
  peer: server === undefined ? undefined : { digest: { evidence: { target: { id: server } } } },
}) as unknown as FoundEdge

/** What is meant, finding by finding. */
function areRelated(cause: Numbered, symptom: Numbered, edges: readonly FoundEdge[]): boolean {
  const scopeOf = (item: Numbered): string => item.each === 'edge' ? 'cluster' : item.each
  const [a, b] = [cause.finding, symptom.finding]
  if (a.target === b.target) return a.subject === '' || b.subject === '' || a.subject === b.subject || scopeOf(cause) !== scopeOf(symptom)
  return edges.some(({ client, edge: { cluster }, peer }) => {
    const ends = { client: client.evidence.target.id, server: peer?.digest.evidence.target.id }
    const onCluster = (item: Numbered): boolean => scopeOf(item) !== 'cluster' || item.finding.subject === cluster.name
    const mayReachServer = scopeOf(cause) === 'cluster' || scopeOf(symptom) !== 'cluster'
    return (a.target === ends.server && b.target === ends.client && onCluster(symptom)) || (a.target === ends.client && b.target === ends.server && onCluster(cause) && mayReachServer)
  })
}

const targets = fc.constantFrom('a', 'b', 'c'), subjects = fc.constantFrom('', 's', 't'), rules = fc.constantFrom(...Object.keys(kinds))

describe('related findings', () => {
  it('are those that a comparison of each with each finds', () => {
    fc.assert(fc.property(
      fc.array(fc.tuple(rules, targets, subjects), { maxLength: 14 }), fc.array(fc.tuple(targets, subjects, fc.option(targets, { nil: undefined })), { maxLength: 6 }),
      (made, links) => {
        const findings = made.map(([rule, target, subject]) => finding(rule, target, subject))
        const edges = links.map(([client, cluster, server]) => edge(client, cluster, server))
        const related = new RelatedFindings(findings, edges)
        for (const cause of findings) {
          for (const rule of Object.keys(kinds)) {
            const expected = findings.filter(item => item !== cause && item.finding.rule === rule && areRelated(cause, item, edges))
            assert.deepEqual(findings.filter(item => related.of(cause, rule).has(item)), expected)
          }
        }
      },
    ), { numRuns: 300 })
  })
})
