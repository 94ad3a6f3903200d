import { Command, Flags } from '@oclif/core'
import { colorChoices, decideColor } from '../../color.ts'
import { UsageError } from '../../errors.ts'
import { printRemarks } from '../../print-remarks.ts'
import { escapeText } from '../../report/escape.ts'

export default class MeshWhere extends Command {
  static override summary = 'say which proxies, pods or tasks are an App Mesh resource, and what names it'
  static override description = 'RESOURCE is a name, KIND/NAME (virtualNode/payments), mesh/MESH/KIND/NAME or an ARN. EVIDENCE are App Mesh resources and, beside them, what runs: '
    + 'evidence of proxies (config_dump, server_info; folders, bundles, live admin interfaces), `kubectl get pods -A -o json`, `aws ecs describe-tasks` and `describe-task-definition`.\n\n'
    + 'Exit codes: 0 found; 1 no such resource; 2 usage or internal error.'
  static override examples = [
    '<%= config.bin %> mesh where payments ./mesh pods.json',
    '<%= config.bin %> mesh where virtualService/payments.shop.local ./mesh ./incident',
  ]

  static override strict = false
  static override usage = 'mesh where RESOURCE EVIDENCE... [-o table|json]'
  static override flags = {
    output: Flags.option({ char: 'o', options: ['table', 'json'] as const, default: 'table' as const })(),
    all: Flags.boolean({ description: 'list everything that could not be identified' }),
    color: Flags.option({ options: colorChoices, default: 'auto' as const })(),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(MeshWhere)
    const [query, ...evidence] = argv as string[]
    if (query === undefined || evidence.length === 0) {
      throw new UsageError({ what: 'A resource and evidence are needed.', why: query === undefined ? 'Nothing was given.' : 'Only a resource was named.', tryThis: '`meshmedic mesh where payments ./mesh pods.json`' })
    }
    const [{ openMesh }, { openWorkloads }, { matchResources, parseResourceQuery }, { findWhere }, { nearestName }, { whereReporters }] = await Promise.all([
      import('../../open-mesh.ts'), import('../../open-workloads.ts'), import('../../mesh/whereabouts/match-name.ts'),
      import('../../mesh/whereabouts/find-where.ts'), import('../../analysis/nearest-name.ts'), import('../../report/mesh/index.ts'),
    ])
    const { input, snapshot } = await openMesh(evidence, false)
    try {
      const { proxies, workloads, problems } = await openWorkloads(snapshot)
      printRemarks([...snapshot.problems, ...input.problems, ...problems], process.stderr)
      const matches = matchResources(parseResourceQuery(query), input.meshes)
      if (matches.length === 0) {
        const names = input.meshes.flatMap(mesh => mesh.all).flatMap(({ name }) => typeof name === 'string' ? [name] : [])
        const alike = nearestName(parseResourceQuery(query).name.slice(0, 300), new Set(names))
        process.stderr.write(`${escapeText(`No resource ${JSON.stringify(query)} was given${alike === undefined ? '' : `; ${JSON.stringify(alike)} is alike`}. ${names.length} resources were read.`)}\n`)
        process.exitCode = 1
        return
      }
      const all = [...proxies.map(({ workload }) => workload), ...workloads]
      const report = {
        found: matches.map(({ mesh, resource }) => findWhere(mesh, resource, all)),
        looked: {
          proxies: proxies.length, pods: workloads.filter(({ what }) => what === 'pod').length, tasks: workloads.filter(({ what }) => what === 'task').length,
          unidentified: all.filter(({ nodeId }) => nodeId === undefined),
        },
      }
      const render = await whereReporters[flags.output]()
      const columns = process.stdout.columns as number | undefined
      process.stdout.write(render(report, { width: columns ?? (Number(process.env.COLUMNS) || 100), color: decideColor(flags.color, process.stdout, process.env), all: flags.all }))
    } finally {
      await snapshot.close()
    }
  }
}
