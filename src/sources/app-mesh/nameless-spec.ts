import type { MeshKind } from '../../evidence/mesh/resource.ts'
import { isObject, nothing, toSpec, unnamedMesh, type MeshPart, type Origin } from './mesh-part.ts'

/**
 * Reads `{"spec": {…}}`, the input of a create command whose names stood on the command line. Its file's name is all there is to call
 * it by; where its members fit several kinds, the file's name decides that too. Both are said.
 */
export function readNamelessSpec(value: Readonly<Record<string, unknown>>, origin: Origin): MeshPart {
  const { spec } = value
  if (!isObject(spec) || Object.keys(spec).length === 0) {
    return refuse(origin, 'holds a spec without a name and without members: nothing tells which resource it is')
  }
  const fitting = kindsOf(spec)
  const kind = fitting.length === 1 ? fitting[0] : fitting.find(candidate => stemHints[candidate]?.test(origin.stem))
  if (kind === undefined) {
    return refuse(origin, fitting.length === 0
      ? `holds a spec whose members (${Object.keys(spec).slice(0, 5).join(', ')}) fit no App Mesh resource`
      : `holds a spec without a name, and it fits a ${fitting.join(', a ')}; put the name into it ("${fitting[0] ?? ''}Name")`)
  }
  if (kind === 'mesh') return refuse(origin, 'holds the spec of a mesh, but not which one ("meshName" is missing)')
  const note = fitting.length === 1 ? 'named by its file' : `named by its file, which also says that it is a ${kind}`
  origin.problems.push({ source: origin.source, message: `holds a spec without a name: it is taken as ${kind} ${JSON.stringify(origin.stem)}, ${note}` })
  return { ...nothing, resources: [{ kind, mesh: unnamedMesh, name: origin.stem, spec: toSpec(spec), source: origin.source, place: origin.place, origin: 'create-input', note }] }
}

function refuse(origin: Origin, message: string): MeshPart {
  origin.problems.push({ source: origin.source, message })
  return nothing
}

/** The kinds whose spec may have these members. Source: API reference, specs of the create operations. */
function kindsOf(spec: Readonly<Record<string, unknown>>): MeshKind[] {
  const has = (...keys: readonly string[]): boolean => keys.some(key => spec[key] !== undefined)
  if (has('egressFilter') || (has('serviceDiscovery') && isObject(spec.serviceDiscovery) && spec.serviceDiscovery.ipPreference !== undefined)) return ['mesh']
  if (has('provider')) return ['virtualService']
  if (has('httpRoute', 'http2Route', 'grpcRoute', 'tcpRoute')) {
    return /"target":\{/.test(JSON.stringify(spec)) ? ['gatewayRoute'] : ['route']
  }
  if (has('serviceDiscovery', 'backends')) return ['virtualNode']
  if (has('backendDefaults', 'logging')) return ['virtualNode', 'virtualGateway']
  if (!Array.isArray(spec.listeners)) return []
  const members = new Set(spec.listeners.flatMap(listener => isObject(listener) ? Object.keys(listener) : []))
  if (members.has('timeout') || members.has('outlierDetection')) return ['virtualNode']
  const plain = [...members].every(member => member === 'portMapping')
  return plain ? ['virtualRouter', 'virtualGateway', 'virtualNode'] : ['virtualGateway', 'virtualNode']
}

const stemHints: Readonly<Partial<Record<MeshKind, RegExp>>> = {
  virtualRouter: /(?:^|[-_.])(?:vr|virtual[-_]?router|router)(?:$|[-_.\d])/i,
  virtualGateway: /(?:^|[-_.])(?:vgw?|virtual[-_]?gateway|gateway)(?:$|[-_.\d])/i,
  virtualNode: /(?:^|[-_.])(?:vn|virtual[-_]?node|node)(?:$|[-_.\d])/i,
}
