import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { renderDetectable, type Withheld } from '../build/evidence/detectable.ts'
import { keyOf, type Judged, type Said } from '../build/evidence/judge-view.ts'
import { compileCatalogue, listRecorded } from '../build/evidence/open-fixture.ts'
import { toPrometheus } from '../build/evidence/to-prometheus.ts'
import { views } from '../build/evidence/views.ts'
import { withholdAll } from '../build/evidence/withhold.ts'
import { exitCode } from '../src/report/exit-code.ts'
import { renderTable } from '../src/report/formats/table.ts'

/** Findings that only appear where evidence is missing, and why each is right with what is at hand. */
const excused: readonly { fixture: RegExp, rule: string, why: string }[] = [
  {
    fixture: /^healthy-after-an-incident/, rule: 'connectivity/upstream-connect-failure',
    why: 'The incident ended seconds before, within the five minutes that a log alone counts as now: only the counters of two samples prove that it is over.',
  },
  {
    fixture: /^tls-upstream-expired/, rule: 'tls/upstream-untrusted-ca',
    why: 'Envoy counts an expired chain and an unknown issuer in the same counter: without the dates the finding is `possible` and names both.',
  },
]

const ruleSet = compileCatalogue()
const byRule = ({ rule, source }: Pick<Said, 'rule' | 'source'>): string => `${rule} ${source}`

describe('evidence is withheld', function () {
  this.timeout(600_000)
  const judged = new Map<string, Withheld>()
  before(async () => {
    for (const one of await withholdAll(ruleSet)) judged.set(one.name, one)
  })

  for (const name of listRecorded()) {
    describe(name, () => {
      const each = (check: (part: Judged, full: Judged) => string[]): void => {
        const { full, parts } = judged.get(name) ?? assert.fail(name)
        const wrong = [...parts].flatMap(([view, part]) => check(part, full).map(text => `${view.name}: ${text}`))
        assert.deepEqual(wrong, [])
      }

      // A subject may have another name where its configuration is missing: `0.0.0.0_15001` for a listener.
      it('no finding that the whole evidence does not give', () => {
        each((part, full) => {
          const known = new Set(full.sick.map(byRule))
          return part.sick.filter(said => !known.has(byRule(said)) && !excused.some(({ fixture, rule }) => fixture.test(name) && rule === said.rule)).map(said => `${said.rule}: ${said.message}`)
        })
      })

      it('what is found with the whole evidence is never clear with less', () => {
        each((part, full) => full.sick.map(keyOf).filter(key => part.clear.has(key)))
      })

      it('never looks healthy', () => {
        each((part, full) => {
          if (full.sick.length === 0 || part.sick.length > 0) return []
          const { report } = part
          const screen = renderTable(report, { width: 100, color: false, all: false, verbose: false })
          return [
            ...report.coverage.unchecked > 0 ? [] : ['nothing is unchecked'],
            ...exitCode(report, { failOn: 'warning', failCoverageBelow: 1 }) === 0 ? ['exit code 0 although everything was asked for'] : [],
            ...screen.includes(`${report.coverage.unchecked} unchecked`) ? [] : ['the screen does not say what is unchecked'],
          ]
        })
      })

      it('leaves no hole in a text', () => {
        each(({ report }) => report.findings.flatMap(finding => [finding.message, finding.why, finding.fix, finding.verify].filter(text => /\b(?:unknown|undefined|NaN)\b|\[object/.test(text))))
      })
    })
  }

  it('each excuse is needed', () => {
    for (const { fixture, rule, why } of excused) {
      const needed = [...judged.values()].some(({ name, full, parts }) =>
        fixture.test(name) && !full.sick.some(said => said.rule === rule) && [...parts.values()].some(part => part.sick.some(said => said.rule === rule)))
      assert.ok(needed, `${rule} at ${fixture.source}: ${why}`)
    }
  })

  it('each kind of evidence that the lab records tells something alone', () => {
    const recorded = views.filter(view => view.group === 'alone' && !/^(?:the Agent's|the admin access log|App Mesh resources|quotas|\/listeners|\/certs)/.test(view.name))
    const silent = recorded.filter(view => ![...judged.values()].some(({ parts }) => (parts.get(view)?.sick.length ?? 0) > 0))
    assert.deepEqual(silent.map(view => view.name), [])
  })

  it('docs/detectable.md is current (npm run coverage)', async () => {
    assert.equal(await renderDetectable(ruleSet, [...judged.values()]), readFileSync('docs/detectable.md', 'utf8'))
  })
})

describe('a page of statistics as Prometheus would be given it', () => {
  const rows: [string, string][] = [
    ['cluster.a_b.upstream_rq_503: 4', 'envoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="a_b"} 4'],
    ['http.ingress.downstream_rq_5xx: 1', 'envoy_http_downstream_rq_xx{envoy_response_code_class="5",envoy_http_conn_manager_prefix="ingress"} 1'],
    ['listener.0.0.0.0_15001.ssl.handshake: 2', 'envoy_listener_ssl_handshake{envoy_listener_address="0.0.0.0_15001"} 2'],
    ['cluster.a.ssl.versions.TLSv1.2: 3', 'envoy_cluster_ssl_versions{envoy_ssl_version="TLSv1.2",envoy_cluster_name="a"} 3'],
    ['control_plane.connected_state: 1', 'envoy_control_plane_connected_state{} 1'],
  ]
  for (const [line, family] of rows) it(line, () => assert.equal(toPrometheus(`${line}\n`).split('\n')[1], family))

  it('leaves out what is no number', () => {
    assert.equal(toPrometheus('server.version_text: "1"\ncluster.a.upstream_cx_length_ms: P0(nan,1) P100(nan,2)\n'), '')
  })
})
