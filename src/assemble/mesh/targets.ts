import type { Known } from '../../evidence/absent.ts'
import type { MeshRetryPolicy, ServiceDiscovery, VirtualNode, WeightedTarget } from '../../evidence/mesh/records.ts'
import type { SpecValue } from '../../evidence/mesh/resource.ts'
import type { MeshDefaults } from '../../evidence/mesh/facts.ts'
import { readPairs } from './policies.ts'
import { asList, asNumber, asPlainList, asSeconds, asText, at, isSet, map, orDefault, variantOf, type Given } from './read-spec.ts'

/** Protocol of a route by the member its spec has. */
const routeKeys: Readonly<Record<string, string>> = { httpRoute: 'http', http2Route: 'http2', grpcRoute: 'grpc', tcpRoute: 'tcp' }

/** The member of a route's or gateway route's spec that holds it, with its protocol. */
export function findRouteBody(spec: Given): Known<{ protocol: string, body: Given } | undefined> {
  return map(variantOf(spec, Object.keys(routeKeys)), found => ({ protocol: routeKeys[found.key] ?? '', body: found.value }))
}

/** `action.weightedTargets` */
export function readTargets(body: Given, findNode: (name: Given) => Known<VirtualNode | undefined>): Known<readonly WeightedTarget[]> {
  return asList(at(body, 'action', 'weightedTargets'), item => new Target(item, findNode))
}

/** A class of its own: at the quotas' limits a mesh has a hundred thousand of them. */
class Target implements WeightedTarget {
  readonly #item: SpecValue
  readonly #findNode: (name: Given) => Known<VirtualNode | undefined>

  constructor(item: SpecValue, findNode: (name: Given) => Known<VirtualNode | undefined>) {
    this.#item = item
    this.#findNode = findNode
  }

  get nodeName(): WeightedTarget['nodeName'] { return orDefault(asText(at(this.#item, 'virtualNode')), '') }
  // The API demands it.
  get weight(): WeightedTarget['weight'] { return orDefault(asNumber(at(this.#item, 'weight')), 0) }
  get port(): WeightedTarget['port'] { return asNumber(at(this.#item, 'port')) }
  get node(): WeightedTarget['node'] { return this.#findNode(at(this.#item, 'virtualNode')) }
}

export function readRetry(body: Given): Known<MeshRetryPolicy | undefined> {
  const policy = at(body, 'retryPolicy')
  return map(isSet(policy), set => set
    ? {
        maxRetries: orDefault(asNumber(at(policy, 'maxRetries')), 0),
        perRetryTimeout: orDefault(asSeconds(at(policy, 'perRetryTimeout')), 0),
        httpEvents: asPlainList(at(policy, 'httpRetryEvents'), asText),
        grpcEvents: asPlainList(at(policy, 'grpcRetryEvents'), asText),
        tcpEvents: asPlainList(at(policy, 'tcpRetryEvents'), asText),
      }
    : undefined)
}

/** `serviceDiscovery` of a virtual node. */
export function readDiscovery(value: Given, defaults: MeshDefaults): Known<ServiceDiscovery | undefined> {
  return map(variantOf(value, ['dns', 'awsCloudMap']), ({ key, value: inner }) => {
    const isDns = key === 'dns'
    return {
      kind: isDns ? 'dns' : 'cloudMap',
      hostname: isDns ? asText(at(inner, 'hostname')) : undefined,
      responseType: isDns ? orDefault(asText(at(inner, 'responseType')), defaults.dnsResponseType) : undefined,
      ipPreference: asText(at(inner, 'ipPreference')),
      namespace: isDns ? undefined : asText(at(inner, 'namespaceName')),
      service: isDns ? undefined : asText(at(inner, 'serviceName')),
      attributes: readPairs(at(inner, 'attributes')),
    }
  })
}
