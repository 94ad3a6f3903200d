import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { Absent } from '../../../src/evidence/absent.ts'
import type { Problem } from '../../../src/evidence/problem.ts'
import type { SheetRows } from '../../../src/proxy/sheet.ts'
import type { ProxyDocument, UnknownValue } from '../../../src/report/proxy/json.ts'
import type { ProxyHead } from '../../../src/report/proxy/page.ts'
import { runCli } from '../../run-cli.ts'

interface ObjectSchema { properties: Record<string, object>, required: string[] }
/** Whether JSON may leave a key out: its value may be undefined. The compiler refuses a key too many or too few, and the wrong word. */
type Keys<T> = { [K in keyof Required<T>]: undefined extends T[K] ? 'optional' : 'required' }

const document: Keys<ProxyDocument> = { schemaVersion: 'required', tool: 'required', command: 'required', proxies: 'required', problems: 'required' }
const rows: { [K in keyof SheetRows]: Keys<SheetRows[K]> } = {
  clusters: {
    name: 'required', label: 'required', direction: 'required', special: 'required', virtualNode: 'optional', protocol: 'optional', port: 'optional', type: 'required',
    state: 'required', hosts: 'required', tls: 'required', sni: 'optional', healthCheck: 'optional', outlierDetection: 'required', connectTimeout: 'required',
    discoveryName: 'optional', routed: 'required',
  },
  listeners: {
    name: 'required', label: 'required', direction: 'required', address: 'required', port: 'optional', state: 'required', match: 'required', kind: 'required',
    destination: 'required', tls: 'required', statPrefix: 'optional', accessLog: 'required',
  },
  routes: {
    routeConfig: 'required', virtualHost: 'required', domains: 'required', used: 'required', direction: 'required', port: 'optional', match: 'optional', action: 'required',
    to: 'required', timeout: 'optional', retryOn: 'optional', retries: 'optional', perTryTimeout: 'optional',
  },
  endpoints: {
    cluster: 'required', label: 'required', direction: 'required', protocol: 'optional', address: 'optional', port: 'optional', hostname: 'optional', healthy: 'optional',
    state: 'required', flags: 'required', panic: 'required', panics: 'required',
  },
  secrets: { name: 'required', state: 'required', kind: 'optional', sans: 'required', version: 'optional', updatedAt: 'optional', usedBy: 'required' },
  certificates: { role: 'required', path: 'required', serial: 'required', sans: 'required', notBefore: 'optional', notAfter: 'optional', daysLeft: 'required', status: 'required' },
  settings: { section: 'required', setting: 'required', value: 'required' },
  statistics: { name: 'required', scope: 'required', value: 'required', before: 'optional', growth: 'optional', perSecond: 'optional' },
}
const head: Keys<ProxyHead> = {
  label: 'required', source: 'required', provider: 'required', mesh: 'optional', endpointKind: 'optional', endpointName: 'optional', version: 'optional', state: 'optional',
  at: 'optional', clock: 'required', frozen: 'required',
}
const unknown: Keys<UnknownValue> = { unknown: 'required', lack: 'required' }
const problem: Keys<Problem> = { source: 'required', line: 'optional', message: 'required' }

const schema = JSON.parse(readFileSync('schema/proxy.schema.json', 'utf8')) as ObjectSchema & { $defs: Record<string, ObjectSchema> }
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
formats.default(ajv)
const validate = ajv.compile(schema)

describe('schema of meshmedic proxy -o json', () => {
  const parts: [string, ObjectSchema | undefined, Record<string, 'optional' | 'required'>][] = [
    ['document', schema, document], ['head', schema.$defs.head, head], ['unknown', schema.$defs.unknown, unknown], ['problem', schema.$defs.problem, problem],
    ...Object.entries(rows).map(([name, keys]): [string, ObjectSchema | undefined, Record<string, 'optional' | 'required'>] => [name, schema.$defs[name.slice(0, -1)], keys]),
  ]
  for (const [name, part = assert.fail(name), keys] of parts) {
    it(`has the keys of ${name}, no more and no fewer, and knows which may be left out`, () => {
      assert.deepEqual(Object.keys(part.properties).toSorted(), Object.keys(keys).toSorted())
      assert.deepEqual(part.required.toSorted(), Object.keys(keys).filter(key => keys[key] === 'required').toSorted())
    })
  }

  it('describes every property', () => {
    for (const part of [schema, ...Object.values(schema.$defs)]) {
      for (const [key, property] of Object.entries(part.properties)) assert.ok('description' in property || '$ref' in property, `${key} has no description`)
    }
  })

  const commands = ['clusters', 'listeners', 'routes', 'endpoints', 'secrets', 'bootstrap', 'stats'] as const
  const evidence = [
    ['two proxies', ['fixtures/connectivity-panic-mode']], ['a gateway', ['fixtures/healthy-gateway/checkout']], ['secrets that never came', ['fixtures/tls-certificate-unloaded']],
    ['statistics alone', ['fixtures/healthy-pair/checkout/stats-2.txt']], ['a page for Prometheus', ['fixtures/captures/prometheus_userguide_multi_listener.txt']], ['nobody', ['http://127.0.0.1:9']],
  ] as const
  for (const command of commands) {
    it(`accepts what proxy ${command} prints`, async () => {
      const bodies = await Promise.all(evidence.map(async ([name, args]) => [name, (await runCli(['proxy', command, ...args, '-o', 'json', ...command === 'stats' ? ['--once'] : []])).stdout] as const))
      for (const [name, body] of bodies) assert.ok(validate(JSON.parse(body)), `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`)
      assert.ok(bodies.some(([, body]) => body.includes('"rows"')))
    })
  }

  const good = (): Record<string, unknown> & { proxies: { proxy: object, tables: Record<string, unknown> }[] } => ({
    schemaVersion: 1, tool: { name: 'meshmedic', version: '1' }, command: 'secrets', problems: [],
    proxies: [{ proxy: { label: 'a', source: 'a', provider: 'plain', clock: 'recorded', frozen: false }, tables: { secrets: { unknown: new Absent('config_dump', 'none').reason, lack: 'config_dump' } } }],
  })
  const mutations: Record<string, (draft: ReturnType<typeof good>) => void> = {
    'another schema version': draft => { draft.schemaVersion = 2 },
    'a command that does not exist': draft => { draft.command = 'all' },
    'a key that is not in the contract': draft => { draft.healthy = true },
    'a table that does not exist': draft => { (draft.proxies[0] ?? assert.fail()).tables.pods = { unknown: 'a', lack: 'b' } },
    'a table without how many there are': draft => { (draft.proxies[0] ?? assert.fail()).tables.secrets = { rows: [], undecided: 0, notes: [] } },
    'an unknown value without its reason': draft => { (draft.proxies[0] ?? assert.fail()).tables.secrets = { lack: 'config_dump' } },
  }
  for (const [name, mutate] of Object.entries(mutations)) {
    it(`refuses ${name}`, () => {
      const draft = good()
      assert.ok(validate(draft), JSON.stringify(validate.errors))
      mutate(draft)
      assert.equal(validate(draft), false)
    })
  }
})
