/** The kinds of App Mesh resources, by the API's own words. */
export const meshKinds = ['mesh', 'virtualNode', 'virtualService', 'virtualRouter', 'route', 'virtualGateway', 'gatewayRoute'] as const

export type MeshKind = (typeof meshKinds)[number]

/** The kind a resource lies in: a route in a router, a gateway route in a gateway; undefined for what lies in the mesh itself. */
export const parentKind: Readonly<Partial<Record<MeshKind, MeshKind>>> = { route: 'virtualRouter', gatewayRoute: 'virtualGateway' }

/**
 * A value that stands in the source but cannot be told from it: a template's `!Ref`, `!Sub` or `!GetAtt`, a secret that redaction
 * took away, or a name that the file does not hold. Two of one expression are the same value; neither is ever a name.
 */
export class Unknown {
  /** As a person would write it: `!Sub ${Env}-colorteller`. Equal expressions of one file are equal values. */
  readonly expression: string
  /** Why it is not known: `a template computes it`. */
  readonly reason: string

  constructor(expression: string, reason: string) {
    this.expression = expression
    this.reason = reason
  }
}

/** A name, or why it is not known. */
export type Name = string | Unknown

/** JSON in which a value may be unknown. */
export type SpecValue = string | number | boolean | null | Unknown | readonly SpecValue[] | Spec
export interface Spec { readonly [key: string]: SpecValue }

/**
 * What was read: `describe` holds everything; `list` knows that it exists, without its spec; `create-input` is what somebody sent or
 * means to send; `kubernetes` is a custom resource of the App Mesh controller; `cloudformation` one of a template.
 */
export type MeshOrigin = 'describe' | 'list' | 'create-input' | 'kubernetes' | 'cloudformation'

/** One App Mesh resource, from whatever source, in the shape and with the names of the API (camelCase). */
export interface MeshResource {
  kind: MeshKind
  mesh: Name
  /** Account that owns the mesh, twelve digits; it differs from `resourceOwner` in a shared mesh. */
  meshOwner?: string
  resourceOwner?: string
  name: Name
  /** Router of a route, gateway of a gateway route. */
  parent?: Name
  /** As `spec` of the API's describe answer; undefined where only its existence is known (a list). */
  spec?: Spec
  /** ACTIVE, INACTIVE or DELETED. */
  status?: string
  /** Counts up with each change of the resource. */
  version?: number
  /** Milliseconds since the epoch. */
  createdAt?: number
  lastUpdatedAt?: number
  arn?: string
  /** File, URL or bundle entry. */
  source: string
  /** Where in it: `line 12`, or a path, `virtualNodes[3]`; empty for all of it. */
  place: string
  origin: MeshOrigin
  /** What is peculiar about how it was read, for people: `named by its file`. */
  note?: string
  /** Kubernetes: `observedGeneration < generation`, or an Active condition that is not True; the condition's message where it has one. */
  notActive?: string
}

/** The text of a name on a screen; an unknown one shows its expression. Untrusted, not escaped. */
export function showName(name: Name): string {
  return typeof name === 'string' ? name : name.expression
}

/** A text by which names compare; an unknown one is equal to itself only, and to no name. */
export function nameKey(name: Name): string {
  return typeof name === 'string' ? name : `\0${name.expression}`
}
