/**
 * Restates the API model of App Mesh as facts/app-mesh-constraints.yaml: the shapes that a resource's spec and name are made of, each
 * with its lengths, ranges, pattern, enumeration, required members and union. No text of the model is taken over.
 *
 *   tsx build/restate-app-mesh-api.ts service-2.json > facts/app-mesh-constraints.yaml
 *
 * The model is botocore's `botocore/data/appmesh/2019-01-25/service-2.json`.
 */
import { readFileSync } from 'node:fs'

interface ModelShape {
  type: string
  members?: Record<string, { shape: string }>
  member?: { shape: string }
  required?: string[]
  union?: boolean
  min?: number
  max?: number
  pattern?: string
  enum?: string[]
}

const kinds: Readonly<Record<string, string>> = {
  mesh: 'Mesh', virtualNode: 'VirtualNode', virtualService: 'VirtualService', virtualRouter: 'VirtualRouter',
  route: 'Route', virtualGateway: 'VirtualGateway', gatewayRoute: 'GatewayRoute',
}

const path = process.argv[2]
if (path === undefined) throw new Error('Give the path of service-2.json.')
const { shapes } = JSON.parse(readFileSync(path, 'utf8')) as { shapes: Record<string, ModelShape> }

function shapeOf(name: string): ModelShape {
  const shape = shapes[name]
  if (shape === undefined) throw new Error(`The model has no shape ${name}.`)
  return shape
}

function memberOf(shape: string, member: string): string {
  const found = shapeOf(shape).members?.[member]
  if (found === undefined) throw new Error(`${shape} has no member ${member}.`)
  return found.shape
}

const reached = new Set<string>(['AccountId'])
function reach(name: string): void {
  if (reached.has(name)) return
  reached.add(name)
  const shape = shapeOf(name)
  for (const member of Object.values(shape.members ?? {})) reach(member.shape)
  if (shape.member !== undefined) reach(shape.member.shape)
}

const roots = Object.entries(kinds).map(([kind, title]) => {
  const input = `Create${title}Input`
  const root = { kind, spec: memberOf(input, 'spec'), name: memberOf(input, `${kind}Name`), status: memberOf(`${title}Status`, 'status') }
  for (const name of [root.spec, root.name, root.status]) reach(name)
  return root
})

/** A YAML flow value; JSON is YAML, unquoted where a plain word suffices. */
function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => `${key}: ${write(item)}`).join(', ')}}`
  }
  return typeof value === 'string' && /^[A-Za-z][\w-]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value) ? value : JSON.stringify(value)
}

const lines = [...reached].sort().map(name => {
  const { type, min, max, pattern, union, required, members, member, enum: values } = shapeOf(name)
  return `  ${name}: ${write({
    type, min, max, pattern, enum: values, union, required, of: member?.shape,
    members: members === undefined ? undefined : Object.fromEntries(Object.entries(members).map(([key, { shape }]) => [key, shape])),
  })}`
})

process.stdout.write(`# Made by build/restate-app-mesh-api.ts; change it there.
source: AWS App Mesh API model 2019-01-25 (botocore, data/appmesh/2019-01-25/service-2.json)
# For each kind of resource the shapes of its spec, its name and its status.
kinds:
${roots.map(({ kind, ...root }) => `  ${kind}: ${write(root)}`).join('\n')}
# Lengths in characters or items, ranges inclusive.
shapes:
${lines.join('\n')}
`)
