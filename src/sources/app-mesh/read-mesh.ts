import type { MeshInput, QuotaPart } from '../../evidence/mesh/evidence.ts'
import type { MeshResource } from '../../evidence/mesh/resource.ts'
import type { MeshList } from '../../evidence/mesh/resources.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Answer } from '../../snapshot/snapshot.ts'
import { readTemplate } from './cloudformation.ts'
import { readDocuments } from './documents.ts'
import { groupMeshes } from './group-meshes.ts'
import { findCustomResources, type CustomResource } from './kubernetes/custom-resource.ts'
import { readKubernetes } from './kubernetes/read-kubernetes.ts'
import { isObject, type MeshPart, type Origin } from './mesh-part.ts'
import { readNamelessSpec } from './nameless-spec.ts'
import { readOperation } from './operations.ts'
import { readQuotas } from './quotas.ts'

export interface ReadMeshOptions {
  /** The person says that nothing is left out: what was not given does not exist. */
  allGiven?: boolean
}

/** Whether an answer is about a mesh and not of one proxy. */
export function isMeshAnswer(answer: Pick<Answer, 'kind'>): boolean {
  return answer.kind === 'mesh' || answer.kind === 'quota'
}

/**
 * Reads every answer of the kinds `mesh` and `quota` and sorts their resources by mesh. Total: what cannot be read becomes a
 * problem with its file and place and costs only itself.
 */
export async function readMesh(answers: readonly Answer[], options: ReadMeshOptions = {}): Promise<MeshInput> {
  const reader = new MeshReader()
  for (const answer of answers) {
    if (!isMeshAnswer(answer)) continue
    await reader.add(answer)
    if (answer.failure !== undefined) reader.problems.push({ source: answer.source, message: answer.failure.message })
  }
  return reader.finish(options)
}

/** Reads answers about App Mesh resources one after the other; references between Kubernetes' resources are resolved at the end. */
class MeshReader {
  readonly problems: Problem[] = []
  readonly #resources: MeshResource[] = []
  readonly #lists: MeshList[] = []
  readonly #quotas: QuotaPart[] = []
  readonly #custom: CustomResource[] = []

  async add({ source, query, open }: Pick<Answer, 'source' | 'query' | 'open'>): Promise<void> {
    const stem = source.replace(/^.*[/\\]/, '').replace(/(?:\.(?:json|ya?ml|txt|gz))+$/i, '')
    for await (const { value, place } of readDocuments(open(), source, this.problems)) {
      this.#readDocument(value, { source, stem, query, place, problems: this.problems })
    }
  }

  finish({ allGiven = false }: ReadMeshOptions): MeshInput {
    const custom = readKubernetes(this.#custom)
    const meshes = groupMeshes([...this.#resources, ...custom.resources], [...this.#lists, ...custom.lists], allGiven, this.problems)
    return { meshes, quotas: this.#quotas, problems: this.problems }
  }

  #readDocument(value: unknown, origin: Origin): void {
    const quotas = readQuotas(value, origin)
    if (quotas !== undefined) {
      this.#quotas.push(...quotas.quotas)
      return
    }
    if (Array.isArray(value)) {
      value.forEach((item, index) => { this.#readDocument(item, { ...origin, place: origin.place === '' ? `[${index}]` : `${origin.place}[${index}]` }) })
      return
    }
    if (!isObject(value)) return
    const custom = findCustomResources(value, origin)
    if (custom !== undefined) {
      for (const resource of custom) this.#custom.push(resource)
      return
    }
    this.#keep(readTemplate(value, origin) ?? readOperation(value, origin) ?? (value.spec === undefined ? this.#refuse(value, origin) : readNamelessSpec(value, origin)))
  }

  #refuse(value: Readonly<Record<string, unknown>>, origin: Origin): MeshPart {
    const keys = Object.keys(value).slice(0, 5).map(key => JSON.stringify(key)).join(', ')
    origin.problems.push({ source: origin.source, message: `${origin.place === '' ? '' : `${origin.place}: `}is no App Mesh resource${keys === '' ? '' : ` (its members are ${keys})`}` })
    return { resources: [], lists: [], quotas: [] }
  }

  #keep({ resources, lists, quotas }: MeshPart): void {
    // A list may be too long for the arguments of one call.
    for (const resource of resources) this.#resources.push(resource)
    this.#lists.push(...lists)
    this.#quotas.push(...quotas)
  }
}
