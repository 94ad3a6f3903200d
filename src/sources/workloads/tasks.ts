import type { Workload } from '../../evidence/mesh/workload.ts'
import { endpointFromEnvironment } from './environment.ts'
import { objectsAt, textAt, objectAt, type Json } from './json.ts'

/** What a task definition's Envoy is told to be, by the definition's ARN. */
export type TaskDefinitions = ReadonlyMap<string, { nodeId: string, how: string }>

/** The definition in an answer of `describe-task-definition`. */
export function readTaskDefinition(document: Json): [string, { nodeId: string, how: string }] | undefined {
  const definition = objectAt(document, 'taskDefinition')
  const arn = textAt(definition, 'taskDefinitionArn')
  const found = endpointFromEnvironment(objectsAt(definition, 'containerDefinitions'), 'environment')
  return arn === undefined || found === undefined ? undefined : [arn, found]
}

/** The tasks of an answer of `describe-tasks`; what they are stands in their overrides or in their definition. */
export function readTasks(document: Json, definitions: TaskDefinitions, source: string): Workload[] {
  return objectsAt(document, 'tasks').map(task => {
    const definition = textAt(task, 'taskDefinitionArn')
    const overridden = endpointFromEnvironment(objectsAt(task, 'overrides', 'containerOverrides'), 'environment')
    const defined = definition === undefined ? undefined : definitions.get(definition)
    const found = overridden ?? (defined === undefined ? undefined : { nodeId: defined.nodeId, how: `${defined.how} in its task definition` })
      ?? { nodeId: undefined, how: `its task definition${definition === undefined ? '' : ` ${definition}`} was not given, or names no mesh endpoint` }
    return { what: 'task', name: textAt(task, 'taskArn') ?? '(no ARN)', ...found, addresses: readAddresses(task), state: textAt(task, 'lastStatus'), source }
  })
}

function readAddresses(task: Json): string[] {
  const attached = objectsAt(task, 'attachments').flatMap(attachment => objectsAt(attachment, 'details')).filter(({ name }) => name === 'privateIPv4Address').map(detail => textAt(detail, 'value'))
  const interfaces = objectsAt(task, 'containers').flatMap(container => objectsAt(container, 'networkInterfaces')).flatMap(item => [textAt(item, 'privateIpv4Address'), textAt(item, 'ipv6Address')])
  return [...new Set([...attached, ...interfaces].filter(address => address !== undefined))]
}
