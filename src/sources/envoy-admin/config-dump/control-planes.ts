import type { BootstrapPart } from '../../../evidence/parts.ts'
import { printAddress } from '../address.ts'
import { fields, isFields, records, text, texts, type Fields } from '../fields.ts'
import { readOwnEndpoints } from './endpoints.ts'
import { findTlsContext } from './transport-socket.ts'

type ControlPlanes = BootstrapPart['controlPlanes']

/** The xDS sources that dynamic_resources names: ADS first, then those that clusters and listeners have of their own. */
export function readControlPlanes(bootstrap: Fields): ControlPlanes {
  const dynamic = fields(bootstrap.dynamic_resources)
  const clusters = new Map(records(fields(bootstrap.static_resources).clusters).map(cluster => [text(cluster.name) ?? '', cluster]))
  const found = [
    ...readApiConfigSource(dynamic.ads_config, clusters),
    ...readConfigSource(dynamic.cds_config, clusters),
    ...readConfigSource(dynamic.lds_config, clusters),
  ]
  const distinct = new Map(found.map(plane => [JSON.stringify(plane), plane]))
  return [...distinct.values()]
}

function readConfigSource(source: unknown, clusters: ReadonlyMap<string, Fields>): ControlPlanes {
  if (!isFields(source)) return []
  const path = text(source.path) ?? text(fields(source.path_config_source).path)
  if (path !== undefined) return [{ transport: 'path', address: path, cluster: undefined, authority: undefined }]
  return readApiConfigSource(source.api_config_source, clusters)
}

function readApiConfigSource(source: unknown, clusters: ReadonlyMap<string, Fields>): ControlPlanes {
  if (!isFields(source)) return []
  const services = records(source.grpc_services).map(service => readGrpcService(service, clusters)).filter(plane => plane !== undefined)
  const named = texts(source.cluster_names).map(name => reach('rest', name, undefined, clusters))
  return [...services, ...named]
}

function readGrpcService(service: Fields, clusters: ReadonlyMap<string, Fields>): ControlPlanes[number] | undefined {
  if (isFields(service.google_grpc)) {
    return { transport: 'google_grpc', address: text(service.google_grpc.target_uri), cluster: undefined, authority: undefined }
  }
  if (!isFields(service.envoy_grpc)) return undefined
  return reach('envoy_grpc', text(service.envoy_grpc.cluster_name) ?? '', text(service.envoy_grpc.authority), clusters)
}

/** A server that is reached through a static cluster: the cluster's first endpoint, and the name that it is asked for by. */
function reach(transport: string, name: string, authority: string | undefined, clusters: ReadonlyMap<string, Fields>): ControlPlanes[number] {
  const cluster = clusters.get(name) ?? {}
  const [endpoint] = readOwnEndpoints(cluster)
  const pipe = endpoint?.address.startsWith('/') === true
  return {
    transport,
    address: endpoint === undefined ? undefined : printAddress({ address: endpoint.address, port: pipe ? undefined : endpoint.port }),
    cluster: name,
    authority: authority ?? text(fields(findTlsContext(cluster, 'Upstream')).sni),
  }
}
