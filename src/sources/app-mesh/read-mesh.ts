import type { MeshInput } from '../../evidence/mesh/evidence.ts'
import type { Answer } from '../../snapshot/snapshot.ts'

export interface ReadMeshOptions {
  /** The person says that nothing is left out: what was not given does not exist. */
  allGiven?: boolean
}

/**
 * Reads every answer of the kinds `mesh` and `quota` and sorts their resources by mesh. Total: what cannot be read becomes a
 * problem with its file and place and costs only itself.
 */
export async function readMesh(answers: readonly Answer[], options: ReadMeshOptions = {}): Promise<MeshInput> {
  await Promise.resolve(options)
  return { meshes: [], quotas: [], problems: answers.map(answer => ({ source: answer.source, message: 'App Mesh resources cannot be read yet' })) }
}
