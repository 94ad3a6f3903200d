import type { MeshKind } from './resource.ts'

/** What App Mesh takes where a resource says nothing (facts/app-mesh-defaults.yaml). Seconds. */
export interface MeshDefaults {
  egressFilter: string
  requestTimeout: number
  idleTimeout: number
  dnsResponseType: string
  clientPolicyEnforce: boolean
  rewriteHostname: boolean
  rewritePrefix: string
}

/** One documented quota (facts/app-mesh-quotas.yaml). */
export interface QuotaFact {
  code: string
  name: string
  default: number
  adjustable?: boolean
  /** What it counts; without it the resources do not tell. */
  kind?: MeshKind | 'backend' | 'weightedTarget'
  /** In one of these; without it in the whole mesh. */
  per?: MeshKind
  /** What uses one more of it: `a virtual service is created`. */
  grows: string
}

export interface MeshFacts { defaults: MeshDefaults, quotas: readonly QuotaFact[] }

/** Picks App Mesh's facts from those of the catalogue. */
export function meshFactsOf(facts: Readonly<Record<string, unknown>>): MeshFacts {
  return {
    defaults: facts['app-mesh-defaults'] as MeshDefaults,
    quotas: (facts['app-mesh-quotas'] as { quotas: readonly QuotaFact[] }).quotas,
  }
}
