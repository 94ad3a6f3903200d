import assert from 'node:assert/strict'
import { ConfigDumpReader } from '../../../../src/sources/envoy-admin/config-dump/config-dump-reader.ts'
import type { Problem } from '../../../../src/evidence/problem.ts'

const admin = 'type.googleapis.com/envoy.admin.v3.'

describe('a config_dump longer than the longest string', () => {
  it('is read to its end', function () {
    this.timeout(120_000)
    const problems: Problem[] = []
    const reader = new ConfigDumpReader('dump', problems)
    const write = (text: string): void => reader.write(Buffer.from(text))
    write(`{"configs":[{"@type":"${admin}BootstrapConfigDump","bootstrap":{"node":{"id":"first"}}},{"@type":"${admin}EcdsConfigDump","ecds_filters":[`)
    const block = Buffer.from('{"name":"x"},'.padEnd(1 << 20, ' '))
    let written = 0
    // V8's longest string has 2^29 - 24 characters.
    for (; written <= 2 ** 29; written += block.length) reader.write(block)
    write(`{}]},{"@type":"${admin}ClustersConfigDump","dynamic_active_clusters":[{"cluster":{"name":"last","type":"EDS"}}]}]}`)
    const { bootstrap, clusters } = reader.end()
    assert.equal(bootstrap?.nodeId, 'first')
    assert.deepEqual(clusters.map(cluster => cluster.name), ['last'])
    assert.deepEqual(problems, [])
  })
})
