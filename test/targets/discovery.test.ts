import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConfiguration } from '../../src/configuration/setting.ts'
import { ConfigurationError } from '../../src/errors.ts'
import { TargetDiscovery, type DiscoveryOptions } from '../../src/targets/discovery.ts'
import { readTargetSources, targetKeys } from '../../src/targets/read-sources.ts'
import type { NameResolver } from '../../src/targets/target.ts'

const noNames: NameResolver = {
  resolve4: () => Promise.reject(new Error('ENOTFOUND')), resolve6: () => Promise.reject(new Error('ENOTFOUND')), resolveSrv: () => Promise.reject(new Error('ENOTFOUND')),
}

function discover(text: string, file = '/etc/exporter.yml', options: DiscoveryOptions = {}): TargetDiscovery {
  const configuration = openConfiguration(text, file, 'test')
  const sources = readTargetSources(configuration.root.fields(targetKeys), file)
  configuration.finish()
  return new TargetDiscovery(sources, { resolver: noNames, ...options })
}

const addresses = async (discovery: TargetDiscovery): Promise<string[]> => (await discovery.list()).targets.map(target => target.address)

describe('target discovery', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'targets-')) })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('reads static targets, with their labels, each once', async () => {
    const { targets, problems } = await discover('static_configs:\n- targets: ["10.0.0.7:9901", "unix:/tmp/a.sock"]\n  labels: {team: shop, __scheme__: x}\n- targets: [http://10.0.0.7:9901]\n').list()
    assert.deepEqual(targets.map(({ address, labels, source }) => [address, labels, source]), [
      ['http://10.0.0.7:9901', { team: 'shop' }, 'static'], ['unix:/tmp/a.sock', { team: 'shop' }, 'static'],
    ])
    assert.deepEqual(problems, [])
  })

  it('keeps credentials out of the address', async () => {
    const { targets } = await discover('static_configs: [{targets: ["http://a:b@10.0.0.7:9901"]}]').list()
    assert.equal(targets[0]?.address, 'http://10.0.0.7:9901')
    assert.match(targets[0].live.authorization ?? '', /^Basic /)
  })

  it('reads the files of a pattern again after the refresh interval, and keeps what was there when one breaks', async () => {
    let now = 0
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
    write('a.json', '[{"targets": ["10.0.0.1:9901"], "labels": {"app": "a"}}]')
    write('b.yml', '- targets: [10.0.0.2:9901]\n')
    write('c.txt', 'no')
    const discovery = discover('file_sd_configs: [{files: ["*.json", "*.yml"], refresh_interval: 1m}]', join(folder, 'exporter.yaml'), { now: () => now })
    assert.deepEqual(await addresses(discovery), ['http://10.0.0.1:9901', 'http://10.0.0.2:9901'])
    write('a.json', '[{"targets": ["10.0.0.3:9901"]}]')
    assert.deepEqual(await addresses(discovery), ['http://10.0.0.1:9901', 'http://10.0.0.2:9901'], 'not before the interval')
    now = 61_000
    write('b.yml', '- targets: 5\n')
    const { targets, problems } = await discovery.list()
    assert.deepEqual(targets.map(target => target.address), ['http://10.0.0.3:9901', 'http://10.0.0.2:9901'])
    assert.match(problems[0]?.message ?? '', /1:12 \[0\]\.targets is a list; its targets of before are kept/)
    now = 130_000
    rmSync(join(folder, 'b.yml'))
    assert.deepEqual(await addresses(discovery), ['http://10.0.0.3:9901'], 'a file that is gone takes its targets along')
  })

  it('looks up A and SRV records, sorted, and keeps them when the look-up fails', async () => {
    let now = 0
    let fails = false
    const answer = <T>(value: T): Promise<T> => fails ? Promise.reject(new Error('queryA ESERVFAIL')) : Promise.resolve(value)
    const resolver: NameResolver = {
      resolve4: () => answer(['10.0.0.9', '10.0.0.8']), resolve6: () => answer(['fd00::1']),
      resolveSrv: () => answer([{ name: 'envoy-1.shop.local.', port: 9901 }]),
    }
    const text = 'dns_sd_configs:\n- {names: [a.local], type: A, port: 9901}\n- {names: [b.local], type: AAAA, port: 9902}\n- names: [_admin._tcp.c.local]\n'
    const discovery = discover(text, '/x', { resolver, now: () => now })
    const all = ['http://10.0.0.8:9901', 'http://10.0.0.9:9901', 'http://[fd00::1]:9902', 'http://envoy-1.shop.local:9901']
    assert.deepEqual(await addresses(discovery), all)
    now = 31_000
    fails = true
    const { targets, problems } = await discovery.list()
    assert.deepEqual(targets.map(target => target.address), all)
    assert.equal(problems.length, 3)
    assert.match(problems[0]?.message ?? '', /ESERVFAIL; the targets of before are kept/)
  })

  it('names what is no address in a file, and goes on', async () => {
    writeFileSync(join(folder, 'a.json'), '[{"targets": ["ftp://x", "10.0.0.1:9901"]}]')
    const { targets, problems } = await discover('file_sd_configs: [{files: [a.json]}]', join(folder, 'e.yml')).list()
    assert.equal(targets.length, 1)
    assert.match(problems[0]?.message ?? '', /ftp/)
  })

  const mistakes: readonly (readonly [string, RegExp])[] = [
    ['static_configs: [{targets: ["ftp://x"]}]', /static_configs\[0\]\.targets\[0\] is no address/],
    ['static_configs: [{labels: {}}]', /static_configs\[0\] lacks targets/],
    ['static_configs: [{targets: [], labels: {"a-b": x}}]', /a-b is no name of a label/],
    ['file_sd_configs: [{files: ["*/a.json"]}]', /in its last part only/],
    ['file_sd_configs: [{files: ["a.txt"]}]', /ends in \.json/],
    ['dns_sd_configs: [{names: [x], type: A}]', /lacks port/],
    ['dns_sd_configs: [{names: [x], type: MX}]', /is one of SRV, A, AAAA/],
  ]
  for (const [text, expected] of mistakes) {
    it(`refuses ${text}`, () => assert.throws(() => discover(text), (error: unknown) => error instanceof ConfigurationError && expected.test(error.message)))
  }
})
