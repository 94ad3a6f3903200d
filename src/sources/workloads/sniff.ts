import type { EvidenceKind } from '../../evidence/kinds.ts'

/**
 * Recognises listings of pods (`kubectl get pods -o json|yaml`) and of ECS tasks and task definitions (`aws ecs describe-tasks`,
 * `describe-task-definition`) by their beginning. A list that also holds App Mesh's custom resources is theirs.
 */
export function sniffWorkloads(head: string): EvidenceKind | undefined {
  if (/["']?apiVersion["']?\s*:\s*["']?appmesh\.k8s\.aws\//.test(head)) return undefined
  if (/^\s*\{/.test(head)) {
    const isPods = /"kind"\s*:\s*"Pod(?:List)?"/.test(head) && /"(?:metadata|items)"\s*:/.test(head)
    const isTasks = /"taskArn"\s*:\s*"arn:/.test(head) || (/"taskDefinitionArn"\s*:\s*"arn:/.test(head) && /"containerDefinitions"\s*:/.test(head))
    return isPods || isTasks ? 'workloads' : undefined
  }
  return /^(?:- |\s{0,4})?kind:\s*["']?Pod(?:List)?["']?\s*$/m.test(head) && /^apiVersion:\s*["']?v1["']?\s*$/m.test(head) ? 'workloads' : undefined
}
