import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { ConfigurationError, UsageError } from '../../src/errors.ts'
import { emptyConfig, readSweepConfig } from '../../src/sweep/config/sweep-config.ts'
import { listTargets } from '../../src/sweep/targets/list-targets.ts'

const good = `
name: prod
static_configs:
  - targets: [10.0.0.7:9901, 'unix:/tmp/envoy.sock']
    labels: { team: a }
groups:
  - name: checkout
    mesh: shop
    virtual_node: checkout
    targets: ['10.0.0.8:9901']
    timeout: 20s
    once: true
listings:
  - files: [pods.json]
    port: 9900
bundles:
  - path: saved
mesh: [mesh]
suppressions:
  - { rule: tls/, target: 'mesh/shop/*', reason: old, owner: ana, expires: 2026-12-31 }
notify:
  - name: ops
    webhook: { url: 'https://ops.example/hook', secret_env: HOOK_SECRET }
    min_severity: error
    on: [opened, resolved]
  - slack: { url_file: slack-url }
  - alertmanager: { url: 'http://alertmanager:9093/', hold: 1h, labels: { team: a } }
  - pagerduty: { routing_key_env: PD_KEY }
  - email: { smtp: 'smtp://mail.example:587', from: a@example.org, to: [b@example.org], user: a, password_env: MAIL }
  - command: { run: [./tell.sh, --now] }
`
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync('schema/sweep.schema.json', 'utf8')) as object)

describe('sweep configuration', () => {
  it('is read whole', () => {
    const config = readSweepConfig(good, '/etc/meshmedic/sweep.yaml')
    assert.deepEqual([config.name, config.mesh, config.bundles.map(b => b.path), config.listings[0]?.port], ['prod', ['/etc/meshmedic/mesh'], ['/etc/meshmedic/saved'], 9900])
    assert.deepEqual(config.groups[0], { name: 'checkout', expected: { mesh: 'shop', kind: 'virtualNode', name: 'checkout' }, addresses: ['10.0.0.8:9901'], labels: { mesh: 'shop', group: 'checkout' }, options: { timeout: 20, once: true } })
    assert.deepEqual(config.receivers.map(r => [r.name, r.settings.kind, r.minSeverity, [...r.kinds].join()]), [
      ['ops', 'webhook', 'error', 'opened,resolved'], ['slack-2', 'slack', 'warning', 'opened,worsened,resolved'], ['alertmanager-3', 'alertmanager', 'warning', 'opened,worsened,resolved'],
      ['pagerduty-4', 'pagerduty', 'warning', 'opened,worsened,resolved'], ['email-5', 'email', 'warning', 'opened,worsened,resolved'], ['command-6', 'command', 'warning', 'opened,worsened,resolved'],
    ])
    assert.equal(config.suppressions[0]?.expires, Date.parse('2027-01-01'))
  })

  it('fits the published schema', () => assert.ok(validate(parse(good)), JSON.stringify(validate.errors)))

  const mistakes: readonly { name: string, text: string, place: RegExp }[] = [
    { name: 'unknown key', text: 'bundle: []', place: /:1:1 .*did you mean bundles/ },
    { name: 'group without targets', text: 'groups:\n  - mesh: shop', place: /:2:5 .*lacks targets/ },
    { name: 'group that is node and gateway', text: 'groups:\n  - { mesh: s, virtual_node: a, virtual_gateway: b, targets: [] }', place: /virtual_gateway cannot/ },
    { name: 'no address', text: "groups:\n  - targets: ['ftp://x']", place: /:2:15 .*is no address/ },
    { name: 'suppression without owner', text: 'suppressions:\n  - { rule: a/b, reason: r, expires: 2026-12-31 }', place: /lacks owner/ },
    { name: 'suppression with an empty reason', text: "suppressions:\n  - { rule: a/b, reason: ' ', owner: o, expires: 2026-12-31 }", place: /reason is empty/ },
    { name: 'suppression until a day that is none', text: 'suppressions:\n  - { rule: a/b, reason: r, owner: o, expires: 2026-02-31 }', place: /is a day/ },
    { name: 'receiver that is two', text: "notify:\n  - { slack: { url: 'http://a' }, command: { run: [a] } }", place: /exactly one/ },
    { name: 'receiver that is none', text: 'notify:\n  - { name: ops }', place: /exactly one/ },
    { name: 'two receivers of one name', text: 'notify:\n  - { name: a, command: { run: [a] } }\n  - { name: a, command: { run: [a] } }', place: /:3:5 .*another receiver/ },
    { name: 'secret in the address', text: "notify:\n  - webhook: { url: 'https://u:p@x' }", place: /holds no password/ },
    { name: 'routing key in the file', text: 'notify:\n  - pagerduty: { routing_key: abc }', place: /no key that is known/ },
    { name: 'template that is not there', text: "notify:\n  - { template: nowhere.txt, slack: { url: 'http://a' } }", place: /cannot be used/ },
    { name: 'name that is none', text: "name: 'a b'", place: /letters, digits/ },
  ]
  for (const { name, text, place } of mistakes) {
    it(`is refused with its place: ${name}`, () => {
      assert.throws(() => readSweepConfig(text, 'sweep.yaml'), (error: unknown) => error instanceof ConfigurationError && place.test(error.message) && /sweep\.yaml:\d+:\d+/.test(error.message))
    })
  }
  it('is refused by the schema too, where the schema can tell', () => {
    for (const { name, text } of mistakes.filter(one => !/address|day|two receivers|template|empty/.test(one.name))) assert.equal(validate(parse(text)), false, name)
  })

  it('names every mistake of 10,000 wrong lines, quickly', () => {
    const text = `groups:\n${'  - targts: []\n'.repeat(10_000)}`
    const started = performance.now()
    assert.throws(() => readSweepConfig(text, 'sweep.yaml'), (error: unknown) => error instanceof ConfigurationError && error.mistakes.length >= 10_000)
    assert.ok(performance.now() - started < 20_000)
  })
})

describe('targets of a sweep', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshmedic-targets-'))
  const write = (name: string, value: unknown): string => {
    const path = join(folder, name)
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
    return path
  }
  const pod = (name: string, ip: string | undefined, phase = 'Running', node = 'checkout') => ({
    kind: 'Pod', metadata: { name, namespace: 'shop', annotations: node === '' ? {} : { 'appmesh.k8s.aws/mesh': 'shop', 'appmesh.k8s.aws/virtualNode': node } }, spec: {}, status: { phase, podIP: ip },
  })
  const pods = write('pods.json', { apiVersion: 'v1', kind: 'PodList', items: [pod('a', '10.0.0.1'), pod('b', 'fd00::2'), pod('c', '10.0.0.3', 'Pending'), pod('d', '10.0.0.4', 'Running', ''), pod('e', undefined)] })
  const list = async (args: readonly string[], config = emptyConfig) => listTargets(config, args)

  it('are the pods that run and are mesh endpoints; the others are counted', async () => {
    const { targets, problems } = await list([pods])
    assert.deepEqual(targets.map(t => [t.name, t.live?.origin, t.expected?.name]), [['shop/a', 'http://10.0.0.1:9901', 'checkout'], ['shop/b', 'http://[fd00::2]:9901', 'checkout']])
    assert.deepEqual(problems.map(p => p.message), ['1 of its 5 pods or tasks do not run and are not read', '1 of its 5 pods or tasks are no mesh endpoint that it tells and are not read', '1 of its 5 pods or tasks have no address and are not read'])
  })

  it('are the tasks of ECS', async () => {
    const tasks = write('tasks.json', { tasks: [{ taskArn: 'arn:aws:ecs:eu-west-1:1:task/c/0123abcd', lastStatus: 'RUNNING', overrides: { containerOverrides: [{ name: 'envoy', environment: [{ name: 'APPMESH_RESOURCE_ARN', value: 'mesh/shop/virtualNode/orders' }] }] }, containers: [{ networkInterfaces: [{ privateIpv4Address: '10.1.0.9' }] }] }] })
    assert.deepEqual((await list([tasks])).targets.map(t => [t.name, t.live?.origin, t.expected?.name]), [['task/0123abcd', 'http://10.1.0.9:9901', 'orders']])
  })

  it('are addresses, file_sd files and folders of bundles', async () => {
    const fileSd = write('sd.json', [{ targets: ['10.0.0.5:9901'], labels: { team: 'a' } }])
    const saved = join(folder, 'saved')
    mkdirSync(join(saved, 'one'), { recursive: true })
    writeFileSync(join(saved, 'two.tgz'), '')
    writeFileSync(join(saved, 'notes.txt'), '')
    const { targets, problems } = await list(['http://10.0.0.6:9901', fileSd, saved])
    assert.deepEqual(targets.map(t => t.name), ['http://10.0.0.6:9901', 'http://10.0.0.5:9901', join(saved, 'one'), join(saved, 'two.tgz')])
    assert.match(problems[0]?.message ?? '', /1 file lies beside/)
  })

  it('that are listed twice are read once, and it is said', async () => {
    const { targets, problems } = await list(['http://10.0.0.1:9901', 'http://10.0.0.1:9901', pods])
    assert.deepEqual(targets.map(t => t.name), ['http://10.0.0.1:9901', 'shop/b'])
    assert.match(problems.at(-1)?.message ?? '', /2 are listed more than once/)
  })

  it('that are nothing are an error of three parts', () => assert.rejects(list(['10.0.0.9']), (error: unknown) => error instanceof UsageError && error.tryThis !== ''))

  it('of a file_sd file that is no list become a problem, and the others are kept', async () => {
    const config = readSweepConfig(`static_configs: [{ targets: ['10.0.0.1:9901'] }]\nfile_sd_configs: [{ files: ['${write('bad.json', '{"a"')}'] }]`, join(folder, 'sweep.yaml'))
    const { targets, problems } = await list([], config)
    assert.deepEqual([targets.length, problems.length], [1, 1])
  })

  it('are found by DNS names', async () => {
    const config = readSweepConfig('dns_sd_configs: [{ names: [envoys.shop], type: A, port: 9901 }]', 'sweep.yaml')
    const resolver = { resolve4: () => Promise.resolve(['10.0.0.2', '10.0.0.1']), resolve6: () => Promise.resolve([]), resolveSrv: () => Promise.resolve([]) }
    assert.deepEqual((await listTargets(config, [], resolver)).targets.map(t => t.name), ['http://10.0.0.1:9901', 'http://10.0.0.2:9901'])
  })
})
