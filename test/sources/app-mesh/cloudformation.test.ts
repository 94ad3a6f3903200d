import assert from 'node:assert/strict'
import { showName, Unknown, type Name } from '../../../src/evidence/mesh/resource.ts'
import { camelKey } from '../../../src/sources/app-mesh/cloudformation.ts'
import { read } from './answers.ts'

const template = (name: string): string => `
Parameters: {Env: {Type: String, Default: prod}}
Resources:
  Mesh: {Type: AWS::AppMesh::Mesh, Properties: {MeshName: shop}}
  Named: {Type: AWS::AppMesh::VirtualNode, Properties: {MeshName: !GetAtt Mesh.MeshName, VirtualNodeName: blue}}
  Computed: {Type: AWS::AppMesh::VirtualNode, Properties: {MeshName: shop, VirtualNodeName: !Sub "\${Env}-green"}}
  Unnamed: {Type: AWS::AppMesh::VirtualNode, Properties: {MeshName: shop}}
  Service:
    Type: AWS::AppMesh::VirtualService
    Condition: IsProd
    Properties: {MeshName: shop, VirtualServiceName: s, Spec: {Provider: {VirtualNode: {VirtualNodeName: ${name}}}}}
`

async function providerOf(name: string): Promise<{ name: Name, found: string }> {
  const { meshes: [mesh], problems } = await read({ 't.yaml': template(name) })
  assert.deepEqual(problems, [])
  const spec = mesh?.list('virtualService')[0]?.spec as { provider: { virtualNode: { virtualNodeName: Name } } }
  const value = spec.provider.virtualNode.virtualNodeName
  return { name: value, found: mesh?.find('virtualNode', value).is ?? '' }
}

describe('CloudFormation templates', () => {
  const cases: readonly (readonly [string, string, boolean, string])[] = [
    ['blue', 'blue', true, 'given'],
    ['!GetAtt Named.VirtualNodeName', 'blue', true, 'given'],
    ['!GetAtt [Named, VirtualNodeName]', 'blue', true, 'given'],
    ['{"Fn::GetAtt": [Named, VirtualNodeName]}', 'blue', true, 'given'],
    ['!Sub "${Named.VirtualNodeName}"', 'blue', true, 'given'],
    ['!Join ["-", [blue, green]]', 'blue-green', true, 'unchecked'],
    ['!Sub "no-variable"', 'no-variable', true, 'unchecked'],
    // The default of a parameter is not its value.
    ['!Ref Env', '!Ref Env', false, 'unchecked'],
    ['!Sub "${Env}-blue"', '!Sub ${Env}-blue', false, 'unchecked'],
    // One expression is one value: it is the node that the template names so.
    ['!Sub "${Env}-green"', '!Sub ${Env}-green', false, 'given'],
    ['!GetAtt Computed.VirtualNodeName', '!Sub ${Env}-green', false, 'given'],
    ['!GetAtt Unnamed.VirtualNodeName', '!GetAtt Unnamed.VirtualNodeName', false, 'given'],
    ['!GetAtt Named.Uid', '!GetAtt Named.Uid', false, 'unchecked'],
    ['!ImportValue other-node', '!ImportValue other-node', false, 'unchecked'],
    ['!If [IsProd, blue, green]', '!If ["IsProd","blue","green"]', false, 'unchecked'],
  ]
  for (const [written, shown, isName, found] of cases) {
    it(`${written} is ${isName ? 'the name' : 'not known:'} ${shown}, ${found}`, async () => {
      const provider = await providerOf(written)
      assert.equal(showName(provider.name), shown)
      assert.equal(typeof provider.name === 'string', isName)
      assert.equal(provider.found, found)
    })
  }

  it('a condition on a resource is noted; a name that CloudFormation makes up is none', async () => {
    const { meshes: [mesh] } = await read({ 't.yaml': template('blue') })
    assert.equal(mesh?.list('virtualService')[0]?.note, 'exists only under the condition IsProd')
    assert.equal(mesh.list('virtualNode').filter(node => node.name instanceof Unknown).length, 2)
  })

  it('without App Mesh resources it is said', async () => {
    const { meshes, problems } = await read({ 't.json': { AWSTemplateFormatVersion: '2010-09-09', Resources: { B: { Type: 'AWS::S3::Bucket' } } } })
    assert.deepEqual(meshes, [])
    assert.equal(problems[0]?.message, 'is a CloudFormation template without App Mesh resources')
  })

  it('keys in the API\'s writing', () => {
    const keys = { AWSCloudMap: 'awsCloudMap', DNS: 'dns', TLS: 'tls', HTTP2: 'http2', GRPC: 'grpc', ACM: 'acm', IpPreference: 'ipPreference', Http2Route: 'http2Route', CertificateArn: 'certificateArn', port: 'port' }
    for (const [written, expected] of Object.entries(keys)) assert.equal(camelKey(written), expected)
  })
})
