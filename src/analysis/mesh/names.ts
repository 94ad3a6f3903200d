import { Absent } from '../../evidence/absent.ts'
import type { Mesh, VirtualService } from '../../evidence/mesh/records.ts'

/**
 * Why a name can never be resolved to a non-loopback address; undefined where only a look-up tells.
 * Source: RFC 1035 (lengths), RFC 6761 (localhost, invalid); App Mesh User Guide, virtual services.
 */
export function whyNeverResolved(name: string): string | undefined {
  const host = name.toLowerCase().replace(/\.$/, '')
  const labels = host.split('.')
  if (labels.at(-1) === 'localhost') return 'it means the loopback address'
  if (/^127(?:\.\d{1,3}){3}$/.test(host) || host === '::1' || host === '[::1]') return 'it is a loopback address'
  if (labels.at(-1) === 'invalid') return '.invalid is reserved for names that do not exist'
  if (host.length > 253) return `it has ${host.length} characters, and a DNS name at most 253`
  const long = labels.find(label => label.length > 63)
  if (long !== undefined) return `a part of it has ${long.length} characters, and DNS allows 63`
  if (labels.includes('')) return 'a part of it is empty'
  const odd = /[^a-z0-9._-]/.exec(host)?.[0]
  return odd === undefined ? undefined : `no DNS name holds ${JSON.stringify(odd)}`
}

/** Ends of names that are looked up inside: private zones, clusters, and what RFC 6761 and RFC 8375 reserve. */
const inside = ['local', 'internal', 'lan', 'corp', 'home', 'private', 'intranet', 'localdomain', 'localhost', 'test', 'consul', 'arpa', 'svc', 'mesh']
const aws = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws|awsglobalaccelerator\.com)$/

/** Whether a DNS name looks like one of the Internet that is not AWS's. A private zone may carry such a name too. */
export function looksExternal(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  const last = host.split('.').at(-1) ?? ''
  return host.includes('.') && /^[a-z]/.test(last) && !inside.includes(last) && !aws.test(host)
}

/**
 * Which names make cluster names (`cds_egress_MESH_NODE_PROTOCOL_PORT`) readable in two ways; undefined where none does. An underscore
 * in a node's name is harmless as long as the mesh's has none: everything between mesh and protocol is the node.
 */
export function whyAmbiguous({ name, nodes }: Pick<Mesh, 'name' | 'nodes'>): string | undefined {
  const special = nodes.map(node => node.name).find(node => /_self_redirect$|_self_redirect_\d+$|(?:^|_)amazonaws$|mesh-allow-all$/.test(node))
  if (special !== undefined) return `virtual node ${special} is called like one of App Mesh's special clusters`
  const at = name.indexOf('_')
  const [node] = nodes
  if (at < 0 || node === undefined) return undefined
  return `cds_egress_${name}_${node.name}_… is virtual node ${node.name} of mesh ${name}, or ${name.slice(at + 1)}_${node.name} of mesh ${name.slice(0, at)}`
}

const byName = new WeakMap<Mesh, ReadonlyMap<string, VirtualService>>()

/**
 * The virtual service of a name; undefined where the mesh has none.
 * @throws Absent where not all virtual services were given and this one is not among them
 */
export function findService(mesh: Mesh, name: string): VirtualService | undefined {
  const services = byName.get(mesh) ?? new Map(mesh.services.map(service => [service.name, service]))
  byName.set(mesh, services)
  const found = services.get(name)
  if (found === undefined && !mesh.complete.includes('virtualService')) throw new Absent('mesh', `virtual service ${name} was not given`)
  return found
}
