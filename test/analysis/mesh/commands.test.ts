import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { changeCommand, showCommand } from '../../../src/analysis/mesh/commands.ts'
import { quoteWord } from '../../../src/analysis/shell-word.ts'

const given = (origin: string, more = {}): Parameters<typeof showCommand>[1] => ({ name: 'colors', origin, source: 'mesh.yaml', ...more })

describe('commands about a resource', () => {
  it('of App Mesh', () => {
    assert.equal(showCommand('virtualNode', given('describe'), 'shop'), 'aws appmesh describe-virtual-node --mesh-name shop --virtual-node-name colors')
    assert.equal(changeCommand('virtualService', given('create-input'), 'shop'), 'aws appmesh describe-virtual-service --mesh-name shop --virtual-service-name colors --query virtualService.spec > spec.json && $EDITOR spec.json'
      + ' && aws appmesh update-virtual-service --mesh-name shop --virtual-service-name colors --spec file://spec.json')
  })
  it('of the mesh itself', () => assert.equal(showCommand('mesh', given('describe'), 'shop'), 'aws appmesh describe-mesh --mesh-name shop'))
  it('of a route, in its router', () => assert.equal(showCommand('route', given('describe'), 'shop', 'food'), 'aws appmesh describe-route --mesh-name shop --virtual-router-name food --route-name colors'))
  it('in a mesh of another account', () =>
    assert.match(showCommand('virtualNode', given('describe', { meshOwner: '111122223333', resourceOwner: '444455556666' }), 'shop'), /--mesh-name shop --mesh-owner 111122223333 /))
  it('of Kubernetes, where a route is its router\'s', () => {
    assert.equal(showCommand('route', given('kubernetes'), 'shop', 'food'), 'kubectl get virtualrouters.appmesh.k8s.aws -A -o yaml')
    assert.match(changeCommand('gatewayRoute', given('kubernetes'), 'shop', 'door'), /^kubectl edit gatewayroutes\.appmesh\.k8s\.aws .*mesh\.yaml/)
  })
  it('of a template', () => assert.match(changeCommand('virtualNode', given('cloudformation'), 'shop'), /cloudformation.*mesh\.yaml/))
  it('a name is one word of the shell, whatever is in it', () => {
    const name = fc.string({ unit: 'grapheme' }).map(text => text.replaceAll('\0', ''))
    fc.assert(fc.property(fc.array(name, { minLength: 40, maxLength: 60 }), names => {
      const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${names.map(quoteWord).join(' ')}`], { encoding: 'utf8' })
      assert.deepEqual(printed.split('\0').slice(0, -1), names)
    }), { numRuns: 5 })
  })
})
