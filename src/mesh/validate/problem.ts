import type { MeshResource, SpecValue } from '../../evidence/mesh/resource.ts'

/** `error`: App Mesh refuses it, or it cannot work. `warning`: it is accepted, but does not do what it says. */
export type ProblemSeverity = 'error' | 'warning'

/** One thing that is wrong in the specification of a resource. */
export interface SpecProblem {
  severity: ProblemSeverity
  /** Stable name of the check: `too-large`, `grpc-method-needs-service`. */
  check: string
  /** `spec.listeners[0].portMapping.port`; `name` or `meshOwner` for what stands outside the spec. */
  path: string
  /** The offending value; undefined where something is missing. */
  value: SpecValue | undefined
  /** What is wrong, without the path: `is more than 65535`. */
  message: string
  /** What is allowed: `1 to 65535`. */
  limit: string
  /** Who says so: `App Mesh API, PortNumber`, `User Guide, Routes`. */
  from: string
}

/** A problem and the resource it is in. */
export interface MeshProblem extends SpecProblem {
  resource: MeshResource
  /** Line of the value in the resource's file, from 1; undefined where that was not looked up, or is not certain. */
  line?: number
}
