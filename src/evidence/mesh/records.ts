import type { RecordOf } from '../schema.ts'

export type Mesh = RecordOf<'Mesh'>
export type VirtualNode = RecordOf<'VirtualNode'>
export type VirtualService = RecordOf<'VirtualService'>
export type VirtualRouter = RecordOf<'VirtualRouter'>
export type MeshRoute = RecordOf<'MeshRoute'>
export type VirtualGateway = RecordOf<'VirtualGateway'>
export type GatewayRoute = RecordOf<'GatewayRoute'>
export type MeshListener = RecordOf<'MeshListener'>
export type PortMapping = RecordOf<'PortMapping'>
export type ListenerTls = RecordOf<'ListenerTls'>
export type TlsValidation = RecordOf<'TlsValidation'>
export type ClientPolicy = RecordOf<'ClientPolicy'>
export type Backend = RecordOf<'Backend'>
export type ServiceDiscovery = RecordOf<'ServiceDiscovery'>
export type KeyValue = RecordOf<'KeyValue'>
export type MeshAccessLog = RecordOf<'MeshAccessLog'>
export type MeshHealthCheck = RecordOf<'MeshHealthCheck'>
export type MeshOutlierDetection = RecordOf<'MeshOutlierDetection'>
export type ConnectionPool = RecordOf<'ConnectionPool'>
export type RouteMatch = RecordOf<'RouteMatch'>
export type ValueMatch = RecordOf<'ValueMatch'>
export type WeightedTarget = RecordOf<'WeightedTarget'>
export type MeshRetryPolicy = RecordOf<'MeshRetryPolicy'>
export type MeshReference = RecordOf<'MeshReference'>
export type Quota = RecordOf<'Quota'>
