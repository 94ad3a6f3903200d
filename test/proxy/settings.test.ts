import assert from 'node:assert/strict'
import { Absent } from '../../src/evidence/absent.ts'
import { everything } from '../../src/proxy/selection.ts'
import { listSettings, type BootstrapSource } from '../../src/proxy/settings.ts'

const source = (bootstrap: Record<string, unknown>): BootstrapSource => ({ bootstrap, controlPlane: undefined, runtime: new Absent('runtime', 'no Envoy /runtime given') })
const show = (bootstrap: Record<string, unknown>): string[] => listSettings(source(bootstrap), everything).rows.map(({ section, setting, value }) => `${section}|${setting}|${value}`)

describe('settings of a bootstrap', () => {
  it('says of each section that it has none', () => {
    assert.deepEqual(show({}), ['node||none', 'admin||none', 'control plane||none: the configuration is static', 'tracing||none', 'statistics|stats_flush_interval|5s (Envoy\'s default)', 'runtime||none'])
  })

  it('loses no setting', () => {
    const rows = show({ node: { id: 'n', extensions: [{}, {}], user_agent_build_version: { version: { major_number: 1, minor_number: 29, patch: 12 } } }, stats_flush_interval: '7s', overload_manager: { actions: [{ name: 'a' }] }, static_resources: { clusters: [{ name: 'x' }, {}] } })
    for (const row of ['node|id|n', 'node|extensions|2 extensions', 'node|user_agent_build_version|1.29.12', 'statistics|stats_flush_interval|7s', 'other|overload_manager.actions[0].name|a', 'static resources|clusters|x, without name']) assert.ok(rows.includes(row), row)
  })

  it('is bounded in depth and length', () => {
    let deep: unknown = 'x'
    for (let depth = 0; depth < 5000; depth++) deep = { deep }
    assert.ok(show({ tracing: deep }).length < 10)
    const rows = show({ tracing: { list: Array.from({ length: 100_000 }, (_, index) => index) } })
    assert.ok(rows.length < 2100)
    assert.ok(rows.some(row => row.includes('the rest is left out')))
  })

  it('tells that the runtime in force is not known, or shows it', () => {
    assert.match(listSettings(source({}), everything).notes.join(), /no Envoy \/runtime given/)
    const { rows, notes } = listSettings({ ...source({}), runtime: new Map([['health_check.verify_cluster', 'true']]) }, everything)
    assert.ok(rows.some(({ setting, value }) => setting === 'in force: health_check.verify_cluster' && value === 'true'))
    assert.deepEqual(notes, [])
  })
})
