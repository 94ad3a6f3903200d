import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Answer } from '../../../src/snapshot/snapshot.ts'
import { sniffKind } from '../../../src/sources/sniff.ts'
import { readWorkloads } from '../../../src/sources/workloads/read-workloads.ts'

function answer(text: string): Answer {
  return { kind: 'workloads', source: 'w', query: undefined, readAt: undefined, readAtFrom: undefined, bytes: undefined, failure: undefined, async* open() { yield await Promise.resolve(Buffer.from(text)) } }
}

const envoy = (name: string, value: string): unknown => ({ name: 'envoy', env: [{ name, value }] })
const pod = (metadata: unknown, containers: readonly unknown[] = [], status: unknown = {}): unknown => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers }, status })
const arn = 'arn:aws:appmesh:us-west-2:111122223333:mesh/shop/virtualNode/pay'
const definition = { taskDefinition: { taskDefinitionArn: 'arn:aws:ecs:x:1:task-definition/pay:3', containerDefinitions: [{ name: 'envoy', environment: [{ name: 'APPMESH_RESOURCE_ARN', value: arn }] }] } }
const tasks = { tasks: [{ taskArn: 'arn:aws:ecs:x:1:task/c/1', taskDefinitionArn: 'arn:aws:ecs:x:1:task-definition/pay:3', lastStatus: 'RUNNING', attachments: [{ details: [{ name: 'privateIPv4Address', value: '10.0.1.2' }] }] }] }

describe('pods and tasks', () => {
  for (const [name, document, expected] of [
    ['a sidecar\'s variable', pod({ name: 'a', namespace: 'n' }, [envoy('APPMESH_RESOURCE_ARN', arn)], { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] }),
      { name: 'n/a', nodeId: arn, how: 'APPMESH_RESOURCE_ARN of container envoy', addresses: ['10.0.0.1', 'fd00::1'], state: 'Running' }],
    ['an older image\'s variable', pod({ name: 'a' }, [envoy('APPMESH_VIRTUAL_NODE_NAME', 'mesh/shop/virtualNode/a')]), { name: 'a', nodeId: 'mesh/shop/virtualNode/a', how: 'APPMESH_VIRTUAL_NODE_NAME of container envoy', addresses: [], state: undefined }],
    ['the controller\'s annotations', pod({ name: 'a', annotations: { 'appmesh.k8s.aws/mesh': 'shop', 'appmesh.k8s.aws/virtualGateway': 'g' } }), { name: 'a', nodeId: 'mesh/shop/virtualGateway/g', how: 'annotation appmesh.k8s.aws/virtualGateway', addresses: [], state: undefined }],
  ] as const) {
    it(`are told by ${name}`, async () => {
      const { workloads, problems } = await readWorkloads([answer(JSON.stringify({ kind: 'List', items: [document] }))])
      assert.deepEqual(problems, [])
      assert.deepEqual(workloads, [{ what: 'pod', ...expected, source: 'w' }])
    })
  }

  it('a pod that is no endpoint says why', async () => {
    const { workloads } = await readWorkloads([answer(JSON.stringify(pod({ name: 'a' })))])
    assert.equal(workloads[0]?.nodeId, undefined)
    assert.match(workloads[0]?.how ?? '', /neither an Envoy/)
  })

  it('tasks are told by their definition, in any order of the files', async () => {
    for (const texts of [[tasks, definition], [definition, tasks]]) {
      const { workloads } = await readWorkloads(texts.map(text => answer(JSON.stringify(text))))
      assert.deepEqual(workloads.map(({ what, nodeId, addresses, state }) => ({ what, nodeId, addresses, state })), [{ what: 'task', nodeId: arn, addresses: ['10.0.1.2'], state: 'RUNNING' }])
    }
    const { workloads } = await readWorkloads([answer(JSON.stringify(tasks))])
    assert.equal(workloads[0]?.nodeId, undefined)
  })

  it('reads YAML, and says what it cannot read', async () => {
    const yaml = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    appmesh.k8s.aws/mesh: shop\n    appmesh.k8s.aws/virtualNode: a\n'
    assert.equal(sniffKind(yaml), 'workloads')
    const { workloads, problems } = await readWorkloads([answer(yaml), answer('{"items": [')])
    assert.deepEqual(workloads.map(({ nodeId }) => nodeId), ['mesh/shop/virtualNode/a'])
    assert.equal(problems.length, 1)
  })

  it('is recognised by content', () => {
    assert.equal(sniffKind(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod({ name: 'a' })] })), 'workloads')
    assert.equal(sniffKind(JSON.stringify(tasks)), 'workloads')
    assert.equal(sniffKind(JSON.stringify(definition)), 'workloads')
    assert.equal(sniffKind(JSON.stringify({ apiVersion: 'v1', items: [pod({ name: 'a' }), { apiVersion: 'appmesh.k8s.aws/v1beta2', kind: 'VirtualNode' }] })), 'mesh')
    assert.equal(sniffKind('{"kind": "Deployment", "metadata": {}}'), 'unknown')
  })

  it('is total', async () => {
    await fc.assert(fc.asyncProperty(fc.jsonValue(), async value => {
      await readWorkloads([answer(JSON.stringify({ kind: 'List', items: [{ kind: 'Pod', metadata: value, spec: value, status: value }], tasks: value, taskDefinition: value }))])
    }))
  })
})
