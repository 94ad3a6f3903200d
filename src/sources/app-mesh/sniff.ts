import type { EvidenceKind } from '../../evidence/kinds.ts'

const describing = /"(?:mesh|virtualNode|virtualService|virtualRouter|route|virtualGateway|gatewayRoute)"\s*:\s*\{[^]*"meshName"/
const listing = /^\s*\{\s*(?:"(?:nextToken|NextToken)"\s*:\s*"[^"]*"\s*,\s*)?"(?:meshes|virtualNodes|virtualServices|virtualRouters|virtualGateways|gatewayRoutes|routes)"\s*:\s*\[\s*(?:\]|\{[^]*"meshName"|\{[^]*?arn:[^"]*:appmesh:)/
const named = /"(?:virtualNodeName|virtualServiceName|virtualRouterName|virtualGatewayName|gatewayRouteName|routeName|meshName)"\s*:/
const bareSpec = /"spec"\s*:\s*\{\s*(?:\}|"(?:listeners|provider|backends|backendDefaults|serviceDiscovery|logging|egressFilter|httpRoute|http2Route|grpcRoute|tcpRoute|priority)"\s*:)/
const yamlSpec = /^spec:\s*(?:\{\s*\}|\n\s+(?:listeners|provider|backends|backendDefaults|serviceDiscovery|logging|egressFilter|httpRoute|http2Route|grpcRoute|tcpRoute|priority):)/m
const yamlNamed = /^(?:virtualNodeName|virtualServiceName|virtualRouterName|virtualGatewayName|gatewayRouteName|routeName|meshName):\s*\S/m

/**
 * Recognises App Mesh resources and quotas by the beginning of a file (64 KiB, which may end anywhere): answers and inputs of the API,
 * custom resources of the Kubernetes controller, CloudFormation templates, and Service Quotas. Undefined for everything else.
 */
export function sniffMesh(head: string): EvidenceKind | undefined {
  if (/["']?apiVersion["']?\s*:\s*["']?appmesh\.k8s\.aws\//.test(head)) return 'mesh'
  if (/["']?Type["']?\s*:\s*["']?AWS::AppMesh::\w/.test(head)) return 'mesh'
  if (isQuotas(head)) return 'quota'
  if (/^\s*[[{]/.test(head)) {
    // Envoy's own JSON names none of these members at its top.
    if (/^\s*\{\s*"(?:configs|cluster_statuses|listener_statuses|stats|certificates)"/.test(head)) return undefined
    return listing.test(head) || (named.test(head) && (describing.test(head) || /"(?:spec|metadata)"\s*:/.test(head))) || isMeshInput(head) || bareSpec.test(head) ? 'mesh' : undefined
  }
  return yamlSpec.test(head) && !/^apiVersion:/m.test(head) || (yamlNamed.test(head) && /^spec:/m.test(head)) ? 'mesh' : undefined
}

/** A mesh can be created with its name alone. */
function isMeshInput(head: string): boolean {
  return /^\s*\{\s*"meshName"\s*:\s*"[^"]*"\s*(?:,\s*"(?:clientToken|tags)"[^]*)?\}\s*$/.test(head)
}

function isQuotas(head: string): boolean {
  const isApi = /"QuotaCode"\s*:\s*"L-/.test(head) && /"ServiceCode"\s*:\s*"appmesh"|"serviceCode"\s*:\s*"appmesh"|virtual (?:node|service|router|gateway)/i.test(head)
  const isRenamed = /"Code"\s*:\s*"L-/.test(head) && /"Name"\s*:\s*"[^"]*(?:virtual (?:node|service|router|gateway)|Meshes per account)/i.test(head)
  return isApi || isRenamed
}
