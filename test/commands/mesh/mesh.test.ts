import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../run-cli.ts'

const node = (port: number): string => JSON.stringify({ meshName: 'shop', virtualNodeName: 'payments', spec: { listeners: [{ portMapping: { port, protocol: 'http' } }], serviceDiscovery: { dns: { hostname: 'payments.local' } } } })
const quotas = (nodes: number): string => JSON.stringify({ Quotas: [{ ServiceCode: 'appmesh', QuotaArn: 'arn:aws:servicequotas:eu-west-1:111122223333:appmesh/L-E043DFB4', QuotaCode: 'L-E043DFB4', QuotaName: 'Virtual nodes per mesh', Value: nodes, Adjustable: true }] })
const pods = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [
  { kind: 'Pod', metadata: { name: 'p-1', namespace: 'shop', annotations: { 'appmesh.k8s.aws/mesh': 'shop', 'appmesh.k8s.aws/virtualNode': 'payments' } }, spec: {}, status: { podIP: '10.0.0.7', phase: 'Running' } }] })

describe('meshmedic mesh', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-'))
    writeFileSync(join(folder, 'good.json'), node(8080))
    writeFileSync(join(folder, 'bad.json'), node(70000))
    writeFileSync(join(folder, 'cut.json'), node(8080).slice(0, -20))
    writeFileSync(join(folder, 'pods.json'), pods)
    writeFileSync(join(folder, 'quotas.json'), quotas(1))
    writeFileSync(join(folder, 'none.json'), quotas(0))
  })
  after(() => rmSync(folder, { recursive: true }))
  const run = (...args: string[]): ReturnType<typeof runCli> => runCli(['mesh', ...args.map(arg => /^[a-z]+\.json$/.test(arg) ? join(folder, arg) : arg)])

  for (const [args, code, output] of [
    [['validate', 'good.json'], 0, /No problem in 1 resource/],
    [['validate', 'bad.json'], 1, /listeners\[0\]\.portMapping\.port \(line 1\)\n +70000 is more than 65535/],
    [['validate', 'bad.json', '-o', 'json'], 1, /"errors": 1/],
    [['validate', 'bad.json', '-o', 'markdown'], 1, /\| error \|/],
    [['validate', 'good.json', 'quotas.json'], 0, /Quotas of mesh shop\n +quota +used +limit +left +fullest\n[^]*Virtual nodes per mesh +1 or more +1 \(applied\) +0 or less +shop[^]*uses all 1 \(applied\)/],
    [['validate', 'good.json', 'quotas.json', '-o', 'json'], 0, /"code": "L-E043DFB4",\s+"name": "Virtual nodes per mesh",\s+"limit": 1,/],
    [['validate', 'good.json', 'quotas.json', '-o', 'markdown'], 0, /\| Virtual nodes per mesh \| 1 or more \| 1 \(applied\) \| 0 or less \| shop \| a virtual node is created/],
    [['validate', 'good.json', 'none.json'], 1, /shop has 1, and 0 \(applied\) are allowed/],
    [['validate', 'good.json', 'cut.json'], 2, /1 document that could not be read/],
    [['validate', 'cut.json'], 2, /^$/],
    [['validate', 'nothing.json'], 2, /^$/],
    [['validate'], 2, /^$/],
    [['show', 'bad.json'], 0, /✗ spec\.listeners/],
    [['show', 'good.json', '-o', 'mermaid'], 0, /^flowchart LR/],
    [['where', 'payments', 'good.json', 'pods.json'], 0, /runs as 1 of 1 pod given:\n +pod shop\/p-1, 10\.0\.0\.7/],
    [['where', 'payments', 'good.json'], 0, /not known; no proxy, pod or task was given/],
    [['where', 'paymens', 'good.json'], 1, /^$/],
    [['where', 'payments'], 2, /^$/],
    [['of', '10.0.0.7', 'good.json', 'pods.json'], 0, /is virtual node payments of mesh shop/],
    [['of', '10.0.0.9', 'good.json', 'pods.json'], 1, /^$/],
    [['of', 'checkout', 'fixtures/healthy-frozen', '--diff'], 0, /not compared: no resources of mesh shop were given/],
  ] as [string[], number, RegExp][]) {
    it(`${args.join(' ')}: exit code ${code}`, async () => {
      const result = await run(...args)
      assert.equal(result.code, code, result.stderr)
      assert.match(result.stdout, output)
      if (code !== 0 && result.stdout === '') assert.notEqual(result.stderr, '')
    })
  }

  it('reads standard input', async () => {
    const result = await runCli(['mesh', 'validate', '-'], { input: node(0) })
    assert.equal(result.code, 1)
    assert.match(result.stdout, /0 is less than 1/)
  })
})
