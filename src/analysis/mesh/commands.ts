import { quoteWord } from '../shell-word.ts'

/** What a command needs to know of a resource. */
export interface Named {
  name: string
  /** `describe`, `list`, `create-input`, `kubernetes`, `cloudformation` */
  origin: string
  source: string
  meshOwner?: string | undefined
  resourceOwner?: string | undefined
}

/** The words of a kind: `virtual-node` in the AWS CLI, `virtualnodes.appmesh.k8s.aws` in Kubernetes. */
const words: Readonly<Record<string, { cli: string, kubernetes: string }>> = {
  mesh: { cli: 'mesh', kubernetes: 'meshes' },
  virtualNode: { cli: 'virtual-node', kubernetes: 'virtualnodes' },
  virtualService: { cli: 'virtual-service', kubernetes: 'virtualservices' },
  virtualRouter: { cli: 'virtual-router', kubernetes: 'virtualrouters' },
  // Routes lie in the custom resource of their router.
  route: { cli: 'route', kubernetes: 'virtualrouters' },
  virtualGateway: { cli: 'virtual-gateway', kubernetes: 'virtualgateways' },
  gatewayRoute: { cli: 'gateway-route', kubernetes: 'gatewayroutes' },
}

const parents: Readonly<Record<string, string>> = { route: 'virtual-router', gatewayRoute: 'virtual-gateway' }

/** A read-only command that prints the resource from where it was read. Source: AWS CLI reference, appmesh; controller's CRDs. */
export function showCommand(kind: string, resource: Named, mesh: string, parent?: string): string {
  const word = words[kind]
  if (resource.origin === 'kubernetes') return `kubectl get ${word?.kubernetes ?? kind}.appmesh.k8s.aws -A -o yaml`
  return `aws appmesh describe-${word?.cli ?? kind} ${flags(kind, resource, mesh, parent)}`
}

/**
 * The command that changes the resource, for the place where it is kept: App Mesh, its custom resource or its template. An update
 * replaces the whole spec, so that the one which is there comes first.
 */
export function changeCommand(kind: string, resource: Named, mesh: string, parent?: string): string {
  const word = words[kind]
  if (resource.origin === 'kubernetes') return `kubectl edit ${word?.kubernetes ?? kind}.appmesh.k8s.aws (the one of ${resource.source})`
  if (resource.origin === 'cloudformation') return `aws cloudformation deploy, with ${resource.source} corrected`
  const which = flags(kind, resource, mesh, parent)
  const verb = word?.cli ?? kind
  return `aws appmesh describe-${verb} ${which} --query ${kind}.spec > spec.json && $EDITOR spec.json && aws appmesh update-${verb} ${which} --spec file://spec.json`
}

function flags(kind: string, resource: Named, mesh: string, parent: string | undefined): string {
  const own = words[kind]?.cli ?? kind
  const outer = parents[kind]
  const isShared = resource.meshOwner !== undefined && resource.resourceOwner !== undefined && resource.meshOwner !== resource.resourceOwner
  return [
    `--mesh-name ${quoteWord(mesh)}`,
    ...isShared ? [`--mesh-owner ${quoteWord(resource.meshOwner ?? '')}`] : [],
    ...outer === undefined ? [] : [`--${outer}-name ${parent === undefined ? 'NAME' : quoteWord(parent)}`],
    ...kind === 'mesh' ? [] : [`--${own}-name ${quoteWord(resource.name)}`],
  ].join(' ')
}
