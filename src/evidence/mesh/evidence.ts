import type { Problem } from '../problem.ts'
import type { MeshResources } from './resources.ts'

/** One limit as Service Quotas prints it. */
export interface QuotaPart {
  name: string
  /** `L-606A910B`; undefined where the source has the name only. */
  code: string | undefined
  value: number
  /** `list-service-quotas` prints what applies to the account, `list-aws-default-service-quotas` AWS's defaults. */
  from: 'applied' | 'default'
  adjustable: boolean | undefined
  source: string
}

/** What all files of App Mesh resources and quotas say together. */
export interface MeshInput {
  /** One for each mesh; a mesh of one name and two owners stands here twice. */
  meshes: readonly MeshResources[]
  quotas: readonly QuotaPart[]
  /** What could not be read, was given twice, or lacks a page. */
  problems: readonly Problem[]
}
