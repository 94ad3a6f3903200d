import type { Finding } from '../report.ts'

const meshTarget = /^(mesh\/[^/@]+)(?:@[^/]*)?$/

/** Whether a target is a mesh given by its resources, not a proxy of one. */
export function isMeshTarget(target: string): boolean {
  return meshTarget.test(target)
}

/**
 * Whether a finding about a mesh's resources concerns what was found at a proxy: one about a virtual node or gateway concerns its
 * own proxies and the clusters that reach it; one about services, routers and routes all proxies of the mesh.
 */
export function concernsProxy(ofMesh: Pick<Finding, 'target' | 'subject'>, ofProxy: Pick<Finding, 'target' | 'subject'>): boolean {
  const mesh = meshTarget.exec(ofMesh.target)?.[1]
  if (mesh === undefined || !ofProxy.target.startsWith(`${mesh}/`)) return false
  const [, kind, name] = /^(virtualNode|virtualGateway)\/([^/ ]+)/.exec(ofMesh.subject) ?? []
  if (kind === undefined || name === undefined) return true
  return ofProxy.target.startsWith(`${mesh}/${kind}/${name}@`) || ofProxy.subject.includes(`_${name}_`)
}
