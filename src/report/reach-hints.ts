/** What to try where a proxy's admin interface cannot be reached; read-only, to paste. Upper-case words are to be filled in. */
export const reachHints: readonly { when: string, command: string }[] = [
  { when: 'Kubernetes, forward the port', command: 'kubectl port-forward POD 9901 & meshmedic diagnose http://localhost:9901' },
  { when: 'Kubernetes, no port to spare', command: 'kubectl exec POD -c envoy -- curl -s localhost:9901/stats > stats' },
  {
    when: 'ECS, inside the task',
    command: "aws ecs execute-command --cluster C --task T --container envoy --interactive --command 'curl -s localhost:9901/stats'",
  },
  { when: 'a Unix socket instead of a port', command: 'meshmedic diagnose /path/to/admin.sock' },
]
