import { isKnown, type Known } from '../../evidence/absent.ts'
import type { MeshDefaults } from '../../evidence/mesh/facts.ts'
import type { ConnectionPool, MeshHealthCheck, MeshListener, MeshOutlierDetection, PortMapping, VirtualGateway, VirtualNode } from '../../evidence/mesh/records.ts'
import type { SpecValue } from '../../evidence/mesh/resource.ts'
import { lazily } from './lazily.ts'
import { readListenerTls } from './policies.ts'
import { asList, asNumber, asSeconds, asText, at, isSet, map, orDefault, variantOf, type Given } from './read-spec.ts'

const protocols = ['http', 'http2', 'grpc', 'tcp']

/** Whose listeners these are. */
export type ListenerOwner = { kind: 'virtualNode', name: string, node: VirtualNode } | { kind: 'virtualGateway', name: string, gateway: VirtualGateway }

/** `spec.listeners` of a virtual node or gateway. A gateway's have no timeouts in the API. */
export function readListeners(listeners: Given, owner: ListenerOwner, defaults: MeshDefaults): Known<readonly MeshListener[]> {
  return asList(listeners, item => readListener(item, owner, defaults))
}

function readListener(item: SpecValue, owner: ListenerOwner, defaults: MeshDefaults): MeshListener {
  const { port, protocol } = readPortMapping(item)
  const timeout = variantOf(at(item, 'timeout'), protocols)
  const within = (name: string): Known<number | undefined> => map(timeout, found => asSeconds(at(found.value, name)))
  const isNode = owner.kind === 'virtualNode'
  return lazily({
    label: `${owner.name} :${isKnown(port) ? port : '?'}`,
    ownerKind: owner.kind, ownerName: owner.name,
    ...(owner.kind === 'virtualNode' ? { node: owner.node } : { gateway: owner.gateway }),
    port, protocol,
  }, {
    tls: () => readListenerTls(at(item, 'tls')),
    healthCheck: () => readHealthCheck(at(item, 'healthCheck')),
    outlierDetection: () => readOutlierDetection(at(item, 'outlierDetection')),
    pool: () => readPool(at(item, 'connectionPool')),
    timeoutProtocol: () => map(timeout, found => found.key),
    requestTimeout: () => isNode && hasRequests(protocol) ? orDefault(within('perRequest'), defaults.requestTimeout) : isKnown(protocol) ? undefined : protocol,
    requestTimeoutSet: () => isSet(within('perRequest')),
    idleTimeout: () => isNode ? orDefault(within('idle'), defaults.idleTimeout) : undefined,
    idleTimeoutSet: () => isSet(within('idle')),
  })
}

const hasRequests = (protocol: Known<string>): boolean => isKnown(protocol) && protocol !== 'tcp'

/** `{portMapping: {port, protocol}}`; the API demands both, so that one which is missing reads as 0 or an empty text. */
export function readPortMapping(item: Given): PortMapping {
  return { port: orDefault(asNumber(at(item, 'portMapping', 'port')), 0), protocol: orDefault(asText(at(item, 'portMapping', 'protocol')), '') }
}

function readHealthCheck(value: Given): Known<MeshHealthCheck | undefined> {
  const millis = (name: string): Known<number | undefined> => map(asNumber(at(value, name)), number => number / 1000)
  return map(isSet(value), set => set
    ? {
        protocol: asText(at(value, 'protocol')), path: asText(at(value, 'path')), port: asNumber(at(value, 'port')),
        interval: millis('intervalMillis'), timeout: millis('timeoutMillis'),
        healthyThreshold: asNumber(at(value, 'healthyThreshold')), unhealthyThreshold: asNumber(at(value, 'unhealthyThreshold')),
      }
    : undefined)
}

function readOutlierDetection(value: Given): Known<MeshOutlierDetection | undefined> {
  return map(isSet(value), set => set
    ? {
        maxServerErrors: asNumber(at(value, 'maxServerErrors')), maxEjectionPercent: asNumber(at(value, 'maxEjectionPercent')),
        interval: asSeconds(at(value, 'interval')), baseEjectionDuration: asSeconds(at(value, 'baseEjectionDuration')),
      }
    : undefined)
}

function readPool(value: Given): Known<ConnectionPool | undefined> {
  return map(variantOf(value, protocols), found => ({
    protocol: found.key,
    maxConnections: asNumber(at(found.value, 'maxConnections')),
    maxPendingRequests: asNumber(at(found.value, 'maxPendingRequests')),
    maxRequests: asNumber(at(found.value, 'maxRequests')),
  }))
}
