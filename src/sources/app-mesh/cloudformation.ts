import { parentKind, Unknown, type MeshKind, type MeshResource, type Name, type SpecValue } from '../../evidence/mesh/resource.ts'
import { isObject, nothing, optional, textOf, toSpecValue, unnamedMesh, within, type MeshPart, type Origin } from './mesh-part.ts'
import { nameKeyOf } from './operations.ts'

const kinds: Readonly<Record<string, MeshKind>> = {
  'AWS::AppMesh::Mesh': 'mesh', 'AWS::AppMesh::VirtualNode': 'virtualNode', 'AWS::AppMesh::VirtualService': 'virtualService',
  'AWS::AppMesh::VirtualRouter': 'virtualRouter', 'AWS::AppMesh::Route': 'route', 'AWS::AppMesh::VirtualGateway': 'virtualGateway',
  'AWS::AppMesh::GatewayRoute': 'gatewayRoute',
}

/**
 * Reads the App Mesh resources of a CloudFormation template. What a function computes stays unknown; `!GetAtt Node.VirtualNodeName`
 * is the name that the template gives to Node. Undefined where it is no template.
 * Source: CloudFormation template reference, AWS::AppMesh::*.
 */
export function readTemplate(value: Readonly<Record<string, unknown>>, origin: Origin): MeshPart | undefined {
  const { Resources: resources } = value
  const isTemplate = value.AWSTemplateFormatVersion !== undefined || value.Transform !== undefined
  if (!isObject(resources)) return undefined
  const mine = Object.entries(resources).flatMap(([id, resource]) => {
    const type = isObject(resource) ? textOf(resource.Type) : undefined
    const kind = type === undefined ? undefined : kinds[type]
    return isObject(resource) && kind !== undefined ? [{ id, kind, properties: isObject(resource.Properties) ? resource.Properties : {}, condition: textOf(resource.Condition) }] : []
  })
  if (mine.length === 0) {
    if (!isTemplate) return undefined
    origin.problems.push({ source: origin.source, message: 'is a CloudFormation template without App Mesh resources' })
    return nothing
  }
  const template = new Template(mine)
  return { ...nothing, resources: mine.map(item => readResource(item, template, origin)) }
}

interface TemplateResource { id: string, kind: MeshKind, properties: Readonly<Record<string, unknown>>, condition: string | undefined }

function readResource({ id, kind, properties, condition }: TemplateResource, template: Template, origin: Origin): MeshResource {
  const outer = parentKind[kind]
  const spec = template.toSpec(properties.Spec)
  const meshOwner = template.resolve(properties.MeshOwner)
  return {
    kind,
    name: template.nameOf(id) ?? new Unknown(id, 'it has no name'),
    mesh: kind === 'mesh' ? template.nameOf(id) ?? unnamedMesh : asName(template.resolve(properties.MeshName)) ?? unnamedMesh,
    ...optional('meshOwner', typeof meshOwner === 'string' ? meshOwner : undefined),
    ...optional('parent', outer === undefined ? undefined : asName(template.resolve(properties[capital(nameKeyOf[outer])]))),
    spec: isObject(spec) ? spec : {},
    source: origin.source, place: within(origin.place, `Resources.${id}`), origin: 'cloudformation',
    ...optional('note', condition === undefined ? undefined : `exists only under the condition ${condition}`),
  }
}

function asName(value: SpecValue | undefined): Name | undefined {
  return (typeof value === 'string' && value !== '') || value instanceof Unknown ? value : typeof value === 'number' ? String(value) : undefined
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** `AWSCloudMap` -> `awsCloudMap`, `TLS` -> `tls`, `HTTP2` -> `http2`, `IpPreference` -> `ipPreference` */
export function camelKey(key: string): string {
  return key.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+(?=\d|$)|^[A-Z]/, start => start.toLowerCase())
}

/** Resolves what can be told from the template alone. */
class Template {
  readonly #byId: ReadonlyMap<string, TemplateResource>

  constructor(resources: readonly TemplateResource[]) {
    this.#byId = new Map(resources.map(resource => [resource.id, resource]))
  }

  nameOf(id: string, depth = 0): Name | undefined {
    const resource = this.#byId.get(id)
    if (resource === undefined) return undefined
    const given = resource.properties[capital(nameKeyOf[resource.kind])]
    if (given === undefined) return new Unknown(`!GetAtt ${id}.${capital(nameKeyOf[resource.kind])}`, 'CloudFormation makes up the name')
    return asName(this.resolve(given, depth + 1))
  }

  toSpec(value: unknown): SpecValue | undefined {
    return value === undefined ? undefined : this.resolve(value)
  }

  resolve(value: unknown, depth = 0): SpecValue | undefined {
    if (value === undefined) return undefined
    if (depth > 40) return toSpecValue(value, depth)
    if (Array.isArray(value)) return value.map(item => this.resolve(item, depth + 1) ?? null)
    if (!isObject(value)) return toSpecValue(value)
    const [[key, argument] = ['', undefined], ...others] = Object.entries(value)
    if (others.length === 0 && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'))) return this.#compute(key, argument, depth)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [camelKey(name), this.resolve(item, depth + 1) ?? null]))
  }

  #compute(key: string, argument: unknown, depth: number): SpecValue {
    const unknown = new Unknown(`!${key.replace('Fn::', '')} ${show(argument)}`, 'the template computes it')
    if (key === 'Fn::GetAtt') return this.#attribute(Array.isArray(argument) ? argument.join('.') : String(argument), depth) ?? unknown
    if (key === 'Fn::Sub' && typeof argument === 'string') return this.#substitute(argument, depth) ?? unknown
    if (key === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
      const parts = argument[1].map(part => this.resolve(part, depth + 1))
      if (parts.every(part => typeof part === 'string')) return parts.join(typeof argument[0] === 'string' ? argument[0] : '')
    }
    return unknown
  }

  /** `Node.VirtualNodeName`; everything else that an attribute tells is known only after the stack was made. */
  #attribute(path: string, depth: number): Name | undefined {
    const [id = '', attribute = ''] = path.split('.')
    const resource = this.#byId.get(id)
    if (resource === undefined) return undefined
    if (attribute === capital(nameKeyOf[resource.kind])) return this.nameOf(id, depth + 1)
    return attribute === 'MeshName' ? asName(this.resolve(resource.properties.MeshName, depth + 1)) : undefined
  }

  /** A text all of whose `${…}` are names of the template; one that is nothing but a name is that name, even where it is unknown. */
  #substitute(text: string, depth: number): Name | undefined {
    const whole = /^\$\{([\w.]+)\}$/.exec(text)?.[1]
    if (whole !== undefined) return this.#attribute(whole, depth)
    const known = { all: true }
    const replaced = text.replace(/\$\{([^}]*)\}/g, (written, inner: string) => {
      if (inner.startsWith('!')) return `\${${inner.slice(1)}}`
      const name = this.#attribute(inner, depth)
      if (typeof name === 'string') return name
      known.all = false
      return written
    })
    return known.all ? replaced : undefined
  }
}

function show(argument: unknown): string {
  return (typeof argument === 'string' ? argument : JSON.stringify(argument ?? '')).slice(0, 120)
}
