import type { Problem } from '../../src/evidence/problem.ts'
import { readMesh } from '../../src/sources/app-mesh/read-mesh.ts'
import { sniffMesh } from '../../src/sources/app-mesh/sniff.ts'
import { cutUp, demandSame, show } from '../cut.ts'
import { sayCount, sayProblems } from '../outcome.ts'
import type { Random } from '../random.ts'
import { readFixture, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

async function read(pieces: readonly Uint8Array[], bytes: number): Promise<{ shown: string, said: string, count: number, problems: readonly Problem[] }> {
  const { meshes, quotas, problems } = await readMesh([{
    kind: 'mesh', source: 'mesh.yaml', query: undefined, readAt: undefined, readAtFrom: undefined, bytes, failure: undefined,
    open: async function* () {
      await Promise.resolve()
      // A reader may not keep what belongs to its caller.
      for (const piece of pieces) {
        const lent = Uint8Array.from(piece)
        yield lent
        lent.fill(0x58)
      }
    },
  }])
  const resources = meshes.flatMap(mesh => mesh.all)
  for (const { kind, name, source } of resources) demand(typeof kind === 'string' && typeof source === 'string' && name !== '', 'a resource has no name')
  return {
    count: resources.length + quotas.length, problems, shown: show([meshes, quotas, problems]),
    said: `${sayCount(meshes.length)} ${[...new Set(resources.map(resource => resource.kind))].slice(0, 5).join()} ${sayCount(quotas.length)}${sayProblems(problems)}`,
  }
}


async function run(input: Uint8Array, random: Random): Promise<string> {
  const { shown, said, count } = await read([input], input.length)
  if (random.once(8)) demandSame(shown, (await read(cutUp(input, random), input.length)).shown)
  return `${sniffMesh(Buffer.from(input).toString('latin1'))} ${sayCount(count)} ${said}`
}

const mesh = 'mesh-rules/'
const pick = (text: string): string[] => text.split(/^---$/m).map(part => part.trimStart()).filter(part => part !== '').slice(0, 12)

/** App Mesh's API as JSON: answers, lists, inputs, quotas. */
export const meshJson: Target = {
  name: 'mesh-json', inputs: 300_000, run, longest: 32 * 1024,
  words: ['"meshName":"a"', '"virtualNodeName":"b"', '"spec":{', '"metadata":{"arn":"arn:aws:appmesh:eu-west-1:000000000000:mesh/a/virtualNode/b","version":1,"createdAt":1.7e9}', '"virtualNodes":[', '"nextToken":"x"', '"status":{"status":"ACTIVE"}', '"Quotas":[{"QuotaCode":"L-', '"listeners":[{"portMapping":{"port":80,"protocol":"http"}}]', '}{', '}\n['],
  seeds: () => toBytes([
    ...['describe-virtual-node-kiosk', 'describe-route-fruit', 'describe-mesh', 'describe-virtual-service-food.shop.local', 'list-virtual-nodes', 'list-routes-colors', 'list-virtual-gateways', 'describe-virtual-gateway-door'].map(name => readFixture(`${mesh}aws/${name}.json`)),
    readFixture(`${mesh}aws/list-service-quotas.json`).slice(0, 3000), readFixture(`${mesh}kubectl/describe-virtual-node.json`), '{"meshName":"a"}', '[{"meshName":"a","virtualNodeName":"b","spec":{}}]\n{"meshName":"a"}', '{"spec":{"listeners":[]}}',
  ]),
}

/** The same as YAML: custom resources, templates, inputs. */
export const meshYaml: Target = {
  name: 'mesh-yaml', inputs: 100_000, run, longest: 8 * 1024,
  words: ['apiVersion: appmesh.k8s.aws/v1beta2\n', 'kind: VirtualNode\n', 'metadata:\n  name: b\n', 'spec:\n  listeners:\n', '---\n', '&a ', '*a', '<<: *a\n', '!Ref X', '!Sub "${X}"', '!GetAtt a.b', 'Type: AWS::AppMesh::VirtualNode\n', 'Properties:\n', '|\n', '? ', '- - - - ', '{{{{'],
  seeds: () => toBytes([
    ...pick(readFixture(`${mesh}kubectl/list.yaml`)).map(text => text.slice(0, 4000)), readFixture(`${mesh}cloudformation/mesh.yaml`).slice(0, 5000), ...pick(readFixture(`${mesh}guide.yaml`)).map(text => text.slice(0, 2000)),
    'apiVersion: appmesh.k8s.aws/v1beta2\nkind: VirtualNode\nmetadata: {name: b, namespace: c}\nspec:\n  podSelector: {matchLabels: {app: b}}\n  listeners: [{portMapping: {port: 80, protocol: http}}]\n  backends: [{virtualService: {virtualServiceRef: {name: d}}}]\n',
    'spec: &a\n  listeners: []\n  backends: *a\n', 'Resources:\n  A:\n    Type: AWS::AppMesh::Mesh\n    Properties: {MeshName: !Ref B}\n',
  ]),
}
