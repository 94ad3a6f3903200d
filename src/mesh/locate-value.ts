import { isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, visit, type Node, type Pair, type YAMLMap } from 'yaml'
import type { MeshKind, MeshResource } from '../evidence/mesh/resource.ts'

/** Larger files are not parsed a second time only to tell lines. */
const longestText = 2 * 1024 * 1024

/** Tells the lines of values in one file of JSON or YAML: API JSON, custom resources and templates. Parsed when first asked. */
export class ValueLocator {
  readonly #text: string
  #lines = new LineCounter()
  #specs: readonly YAMLMap[] | undefined

  constructor(text: string) {
    this.#text = text
  }

  /**
   * Line (from 1) of the value at `path`, or of the nearest thing around it that is there. Undefined where the file does not tell for
   * certain which part of it is the resource.
   */
  lineOf(resource: MeshResource, path: string): number | undefined {
    const specs = this.#specs ??= this.#parse()
    const named = specs.filter(map => isNamed(map, resource))
    const owner = named.length === 1 ? named[0] : named.length === 0 && specs.length === 1 ? specs[0] : undefined
    if (owner === undefined) return undefined
    const offset = follow(owner, path.split(/[.[\]]+/).filter(part => part !== ''))
    return offset === undefined ? undefined : this.#lines.linePos(offset).line
  }

  /** Every map that has a spec. */
  #parse(): YAMLMap[] {
    const found: YAMLMap[] = []
    if (this.#text.length > longestText) return found
    try {
      for (const document of parseAllDocuments(this.#text, { lineCounter: this.#lines, logLevel: 'silent' })) {
        visit(document, { Map: (_key, map) => { if (pairOf(map, 'spec') !== undefined) found.push(map) } })
      }
    } catch {
      return []
    }
    return found
  }
}

/** A member by its name of the API, or in CloudFormation's capitals. */
function pairOf(map: YAMLMap, name: string): Pair | undefined {
  const capital = name.charAt(0).toUpperCase() + name.slice(1)
  return map.items.find(pair => isScalar(pair.key) && (pair.key.value === name || pair.key.value === capital))
}

function textOf(map: unknown, ...path: readonly string[]): string | undefined {
  let here: unknown = map
  for (const name of path) here = isMap(here) ? pairOf(here, name)?.value : undefined
  return isScalar(here) && typeof here.value === 'string' ? here.value : undefined
}

/** Kubernetes names a resource without its namespace, which App Mesh's name ends in. */
function isNamed(map: YAMLMap, { kind, name }: MeshResource): boolean {
  if (typeof name !== 'string') return false
  if (textOf(map, `${kind}Name`) === name && !isInner(map, kind)) return true
  const custom = textOf(map, 'metadata', 'name')
  return custom !== undefined && textOf(map, 'kind')?.toLowerCase() === kind.toLowerCase() && (name === custom || name.startsWith(`${custom}_`) || textOf(map, 'spec', 'awsName') === name)
}

/** A route's object also names its router, a gateway route's its gateway. */
function isInner(map: YAMLMap, kind: MeshKind): boolean {
  const inner: Readonly<Partial<Record<MeshKind, string>>> = { virtualRouter: 'routeName', virtualGateway: 'gatewayRouteName' }
  const name = inner[kind]
  const isOfMesh = kind === 'mesh' && ['virtualNodeName', 'virtualServiceName', 'virtualRouterName', 'virtualGatewayName'].some(other => pairOf(map, other) !== undefined)
  return isOfMesh || (name !== undefined && pairOf(map, name) !== undefined)
}

/** Offset of the last part of the path that is there. */
function follow(owner: YAMLMap, parts: readonly string[]): number | undefined {
  let here: unknown = owner
  let offset = startOf(owner)
  for (const part of parts) {
    const next: unknown = isMap(here) ? pairOf(here, part) : isSeq(here) ? here.items[Number(part)] : undefined
    if (next === undefined) break
    offset = startOf(isPair(next) ? next.key : next) ?? offset
    here = isPair(next) ? next.value : next
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return (node as Node | undefined)?.range?.[0]
}
