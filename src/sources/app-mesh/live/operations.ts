import {
  DescribeGatewayRouteCommand, DescribeMeshCommand, DescribeRouteCommand, DescribeVirtualGatewayCommand, DescribeVirtualNodeCommand,
  DescribeVirtualRouterCommand, DescribeVirtualServiceCommand, ListGatewayRoutesCommand, ListRoutesCommand, ListVirtualGatewaysCommand,
  ListVirtualNodesCommand, ListVirtualRoutersCommand, ListVirtualServicesCommand, type AppMeshClient,
} from '@aws-sdk/client-app-mesh'
import type { MeshKind } from '../../../evidence/mesh/resource.ts'

/** Which mesh; the owner is named for shared meshes only. */
export interface MeshScope { meshName: string, meshOwner?: string }

/** A resource to describe. */
export interface Described { kind: MeshKind, name: string, parent: string | undefined }

interface Page { nextToken?: string | undefined }
type Listing = Exclude<MeshKind, 'mesh'>
interface Sending { abortSignal?: AbortSignal }

/** One page of a list. `parent` is the router of routes and the gateway of gateway routes. */
export const listPage: Readonly<Record<Listing, (client: AppMeshClient, scope: MeshScope & Page, parent: string, sending: Sending) => Promise<Page>>> = {
  virtualNode: (client, scope, _parent, sending) => client.send(new ListVirtualNodesCommand(scope), sending),
  virtualService: (client, scope, _parent, sending) => client.send(new ListVirtualServicesCommand(scope), sending),
  virtualRouter: (client, scope, _parent, sending) => client.send(new ListVirtualRoutersCommand(scope), sending),
  virtualGateway: (client, scope, _parent, sending) => client.send(new ListVirtualGatewaysCommand(scope), sending),
  route: (client, scope, virtualRouterName, sending) => client.send(new ListRoutesCommand({ ...scope, virtualRouterName }), sending),
  gatewayRoute: (client, scope, virtualGatewayName, sending) => client.send(new ListGatewayRoutesCommand({ ...scope, virtualGatewayName }), sending),
}

/** Describes one resource. */
export function describe(client: AppMeshClient, scope: MeshScope, { kind, name, parent = '' }: Described, sending: Sending): Promise<object> {
  switch (kind) {
    case 'mesh': return client.send(new DescribeMeshCommand(scope), sending)
    case 'virtualNode': return client.send(new DescribeVirtualNodeCommand({ ...scope, virtualNodeName: name }), sending)
    case 'virtualService': return client.send(new DescribeVirtualServiceCommand({ ...scope, virtualServiceName: name }), sending)
    case 'virtualRouter': return client.send(new DescribeVirtualRouterCommand({ ...scope, virtualRouterName: name }), sending)
    case 'virtualGateway': return client.send(new DescribeVirtualGatewayCommand({ ...scope, virtualGatewayName: name }), sending)
    case 'route': return client.send(new DescribeRouteCommand({ ...scope, virtualRouterName: parent, routeName: name }), sending)
    case 'gatewayRoute': return client.send(new DescribeGatewayRouteCommand({ ...scope, virtualGatewayName: parent, gatewayRouteName: name }), sending)
  }
}

const plural: Readonly<Record<Listing, string>> = {
  virtualNode: 'virtualNodes', virtualService: 'virtualServices', virtualRouter: 'virtualRouters', virtualGateway: 'virtualGateways',
  route: 'routes', gatewayRoute: 'gatewayRoutes',
}

/** The member of a list answer that holds the list. */
export function listKey(kind: Listing): string {
  return plural[kind]
}

/** Path of the list operation, as a report prints it and as an empty list is told by. */
export function listPath(mesh: string, kind: Listing, parent: string | undefined): string {
  const outer = kind === 'route' ? `/virtualRouter/${encodeURIComponent(parent ?? '')}` : kind === 'gatewayRoute' ? `/virtualGateway/${encodeURIComponent(parent ?? '')}` : ''
  return `/v20190125/meshes/${encodeURIComponent(mesh)}${outer}/${plural[kind]}`
}

/** Path of the describe operation. */
export function describePath(mesh: string, { kind, name, parent }: Described): string {
  if (kind === 'mesh') return `/v20190125/meshes/${encodeURIComponent(mesh)}`
  return `${listPath(mesh, kind, parent)}/${encodeURIComponent(name)}`
}
