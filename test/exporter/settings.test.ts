import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { ConfigurationError } from '../../src/errors.ts'
import { readSettings } from '../../src/exporter/settings.ts'

const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync('schema/exporter.schema.json', 'utf8')) as object)

/** Whether the reader and the published schema agree. */
function accepts(text: string): boolean {
  const bySchema = validate(parse(text) ?? {})
  try {
    readSettings(text, '/etc/exporter.yml', [])
    assert.ok(bySchema, `the schema refuses what is read: ${text}`)
    return true
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    return false
  }
}

describe("the exporter's configuration", () => {
  it('the example is one', () => assert.ok(accepts(readFileSync('monitoring/exporter.yml', 'utf8'))))

  const good = [
    '', 'module: narrow', 'modules: {x: {read: [stats], stats: used, timeout: 1m30s, rules: [tls/], exclude_rules: [tls/verified], extension: false, max_bytes: 4096, max_series: 500}}\nmodule: x',
    'probe: {allow: [10.0.0.0/8, "10.0.0.0/8:9901", envoy.local, "*.shop.local:1234", "[fd00::]/64", "[fd00::1]:9901"], remembered_targets: 5}',
    'dns_sd_configs: [{names: [a], type: A, port: 9901, scheme: https, refresh_interval: 1m}]',
  ]
  for (const text of good) it(`reads ${JSON.stringify(text)}`, () => assert.ok(accepts(text)))

  const bad = [
    'targets: []', 'module: other', 'modules: {x: {read: [config_dump]}}', 'modules: {x: {read: [stats, logs]}}', 'modules: {x: {timeout: 0s}}', 'modules: {x: {stats: some}}', 'modules: {x: {max_series: 1}}',
    'probe: {allow: [10.0.0.0/33]}', 'probe: {allow: ["*"]}', 'probe: {allow: ["http://x"]}', 'probe: {allowed: []}', 'static_configs: {targets: []}',
  ]
  for (const text of bad) it(`refuses ${JSON.stringify(text)}`, () => assert.equal(accepts(text), false))
})
