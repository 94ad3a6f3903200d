import { objectsAt, textAt, type Json } from './json.ts'

/** Newer images read the first, older ones the others (User Guide, Envoy configuration variables). */
const variables = ['APPMESH_RESOURCE_ARN', 'APPMESH_VIRTUAL_NODE_NAME', 'APPMESH_VIRTUAL_GATEWAY_NAME']

/** The node id that a container's environment sets, and which variable of which container. @param field `env` or `environment` */
export function endpointFromEnvironment(containers: readonly Json[], field: string): { nodeId: string, how: string } | undefined {
  for (const variable of variables) {
    for (const container of containers) {
      const value = textAt(objectsAt(container, field).find(item => item.name === variable), 'value')
      if (value !== undefined) return { nodeId: value, how: `${variable} of container ${textAt(container, 'name') ?? '(no name)'}` }
    }
  }
  return undefined
}
