import type { Workload } from '../../evidence/mesh/workload.ts'
import { objectAt, objectsAt, textAt, type Json } from './json.ts'
import { endpointFromEnvironment } from './environment.ts'

/** Pods of a listing, or of one pod. */
export function readPods(document: Json, source: string): Workload[] {
  const pods = document.kind === 'Pod' ? [document] : objectsAt(document, 'items').filter(item => item.kind === 'Pod' || (item.kind === undefined && document.kind === 'PodList'))
  return pods.map(pod => readPod(pod, source))
}

/**
 * The sidecar's own variable says for certain which endpoint it is; the annotations that the controller sets name the resource by its
 * App Mesh name. Source: User Guide, Troubleshooting: which resource a pod is running as; the controller's injector.
 */
function readPod(pod: Json, source: string): Workload {
  const namespace = textAt(pod, 'metadata', 'namespace')
  const name = textAt(pod, 'metadata', 'name') ?? '(no name)'
  const annotations = objectAt(pod, 'metadata', 'annotations')
  const found = endpointFromEnvironment([...objectsAt(pod, 'spec', 'containers'), ...objectsAt(pod, 'spec', 'initContainers')], 'env')
    ?? endpointFromAnnotations(annotations)
    ?? { nodeId: undefined, how: 'it has neither an Envoy with APPMESH_RESOURCE_ARN nor an annotation of the App Mesh controller' }
  const addresses = [textAt(pod, 'status', 'podIP'), ...objectsAt(pod, 'status', 'podIPs').map(item => textAt(item, 'ip'))].filter(address => address !== undefined)
  return { what: 'pod', name: namespace === undefined ? name : `${namespace}/${name}`, ...found, addresses: [...new Set(addresses)], state: textAt(pod, 'status', 'phase'), source }
}

function endpointFromAnnotations(annotations: Json): { nodeId: string, how: string } | undefined {
  const mesh = textAt(annotations, 'appmesh.k8s.aws/mesh')
  if (mesh === undefined) return undefined
  for (const kind of ['virtualNode', 'virtualGateway']) {
    const name = textAt(annotations, `appmesh.k8s.aws/${kind}`)
    if (name !== undefined) return { nodeId: `mesh/${mesh}/${kind}/${name}`, how: `annotation appmesh.k8s.aws/${kind}` }
  }
  return undefined
}
