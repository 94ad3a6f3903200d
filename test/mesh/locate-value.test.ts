import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ValueLocator } from '../../src/mesh/locate-value.ts'
import { make } from './make-mesh.ts'

const lines = (...text: readonly string[]): string => text.join('\n')
const described = lines('{', ' "virtualNode": {', '  "virtualNodeName": "blue",', '  "spec": {', '   "listeners": [', '    {"portMapping": {', '      "port": 70000', '    }}', '   ]', '  }', ' }', '}')
const custom = lines('apiVersion: appmesh.k8s.aws/v1beta2', 'kind: VirtualNode', 'metadata:', '  name: blue', 'spec:', '  listeners: []', '---', 'apiVersion: appmesh.k8s.aws/v1beta2', 'kind: VirtualNode', 'metadata:', '  name: green', 'spec:', '  backends: []')
const template = lines('Resources:', '  Blue:', '    Type: AWS::AppMesh::VirtualNode', '    Properties:', '      VirtualNodeName: blue', '      MeshName: !Ref Mesh', '      Spec:', '        Listeners:', '          - PortMapping:', '              Port: 0')
const twice = lines('[{"virtualNodeName": "a", "spec": {}},', '{"virtualNodeName": "a", "spec": {}}]')

describe('lines of values', () => {
  for (const [name, text, resource, path, expected] of [
    ['in an API answer', described, make('virtualNode', 'blue', {}), 'spec.listeners[0].portMapping.port', 7],
    ['a missing value is at what is around it', described, make('virtualNode', 'blue', {}), 'spec.listeners[0].portMapping.protocol', 6],
    ['a resource by its namespace', custom, make('virtualNode', 'green_shop', {}), 'spec.backends[3]', 13],
    ['the first of two', custom, make('virtualNode', 'blue_shop', {}), 'spec.listeners', 6],
    ['in a template', template, make('virtualNode', 'blue', {}), 'spec.listeners[0].portMapping.port', 10],
    ['the only spec of a file whose name is another', described, make('virtualNode', 'x', {}), 'spec', 4],
    ['none where two are alike', twice, make('virtualNode', 'a', {}), 'spec', undefined],
    ['none in no JSON', '{', make('virtualNode', 'a', {}), 'spec', undefined],
  ] as const) {
    it(name, () => assert.equal(new ValueLocator(text).lineOf(resource, path), expected))
  }

  it('is total', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), fc.string(), (text, path) => {
      new ValueLocator(text).lineOf(make('virtualNode', 'a', {}), path)
    }))
  })
})
