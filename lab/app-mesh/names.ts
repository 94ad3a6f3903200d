/** Names as App Mesh gives them to what it configures (App Mesh User Guide, Envoy stats variables; published captures). */
export const mesh = 'shop'
/** Port of the virtual nodes' listeners; resource names carry it. */
export const port = 8080
export const virtualService = (node: string): string => `${node}.${mesh}.local`
export const nodeId = (node: string): string => `mesh/${mesh}/virtualNode/${node}`
export const egressCluster = (node: string, protocol = 'http'): string => `cds_egress_${mesh}_${node}_${protocol}_${port}`
export const ingressCluster = (node: string, protocol = 'http'): string => `cds_ingress_${mesh}_${node}_${protocol}_${port}`
export const amazonawsCluster = `cds_egress_${mesh}_amazonaws`
export const allowAllCluster = `cds_egress_${mesh}_mesh-allow-all`
export const ingressListener = 'lds_ingress_0.0.0.0_15000'
export const egressListener = 'lds_egress_0.0.0.0_15001'
export const ingressRoutes = `rds_ingress_http_${port}`
export const egressRoutes = `rds_egress_http_${port}`
/** The management address of App Mesh, which answers nobody since 2026-09-30. */
export const appMeshAddress = 'appmesh-envoy-management.us-east-1.amazonaws.com'
