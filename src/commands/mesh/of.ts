import { Command, Flags } from '@oclif/core'
import { colorChoices, decideColor } from '../../color.ts'
import { UsageError } from '../../errors.ts'
import type { Workload } from '../../evidence/mesh/workload.ts'
import { printError } from '../../print-error.ts'
import { printRemarks } from '../../print-remarks.ts'
import { escapeText } from '../../report/escape.ts'

export default class MeshOf extends Command {
  static override summary = 'say which App Mesh resource a proxy, pod, task, address or node id is'
  static override description = 'QUERY is the name of a proxy in the evidence (its folder, URL, or virtual node), a pod (NAMESPACE/NAME), a task\'s ARN, an IP address, or a node id. '
    + 'With --diff the Envoy\'s configuration is compared with what App Mesh derives from the resources: since App Mesh ended, the Envoy\'s frozen one is what acts.\n\n'
    + 'Exit codes: 0 known (with --diff: no difference); 1 nothing given tells (with --diff: differences); 2 usage or internal error.'
  static override examples = [
    '<%= config.bin %> mesh of 10.0.12.7 ./mesh pods.json',
    '<%= config.bin %> mesh of checkout ./incident ./mesh --diff',
  ]

  static override strict = false
  static override usage = 'mesh of QUERY EVIDENCE... [--diff] [-o table|json]'
  static override flags = {
    diff: Flags.boolean({ description: 'compare the Envoy with its resources' }),
    'all-given': Flags.boolean({ description: 'no resource is left out: what was not given does not exist' }),
    output: Flags.option({ char: 'o', options: ['table', 'json'] as const, default: 'table' as const })(),
    color: Flags.option({ options: colorChoices, default: 'auto' as const })(),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(MeshOf)
    const [query, ...evidence] = argv as string[]
    if (query === undefined || evidence.length === 0) {
      throw new UsageError({ what: 'A proxy, address or node id and evidence are needed.', why: query === undefined ? 'Nothing was given.' : 'Only the first was given.', tryThis: '`meshmedic mesh of 10.0.12.7 ./mesh pods.json`' })
    }
    const [{ openMesh }, { openWorkloads }, { findOf }, { compareProxy }, { ofReporters }] = await Promise.all([
      import('../../open-mesh.ts'), import('../../open-workloads.ts'), import('../../mesh/whereabouts/find-of.ts'),
      import('../../mesh/compare/compare-proxy.ts'), import('../../report/mesh/index.ts'),
    ])
    const { input, snapshot } = await openMesh(evidence, flags['all-given'])
    try {
      const { proxies, workloads, problems } = await openWorkloads(snapshot)
      printRemarks([...snapshot.problems, ...input.problems, ...problems], process.stderr)
      const found = findOf(query, proxies, workloads, input.meshes)
      if (found.length === 0) {
        printError(notKnown(query, proxies.map(({ workload }) => workload), workloads), process.stderr)
        process.exitCode = 1
        return
      }
      const report = {
        query, found: found.map(identified => {
          const given = identified.by.is === 'workload' ? identified.by.workload : undefined
          const proxy = proxies.find(({ workload }) => workload === given)?.proxy
          if (!flags.diff) return { identified, comparison: undefined }
          if (proxy === undefined || identified.resource.is !== 'given') return { identified, comparison: { differences: [], notCompared: [proxy === undefined ? 'it is no proxy of the evidence' : identified.resource.is === 'given' ? '' : identified.resource.because] } }
          return { identified, comparison: compareProxy(proxy, identified.resource.resource, identified.resource.mesh) }
        }),
      }
      const render = await ofReporters[flags.output]()
      const columns = process.stdout.columns as number | undefined
      process.stdout.write(render(report, { width: columns ?? (Number(process.env.COLUMNS) || 100), color: decideColor(flags.color, process.stdout, process.env), all: false }))
      process.exitCode = report.found.some(({ identified, comparison }) => identified.endpoint === undefined || (comparison?.differences.length ?? 0) > 0) ? 1 : 0
    } finally {
      await snapshot.close()
    }
  }
}

const mostNames = 8

function notKnown(query: string, proxies: readonly Workload[], others: readonly Workload[]): UsageError {
  const names = [...proxies, ...others].map(({ name, nodeId }) => nodeId === undefined ? name : `${name} (${nodeId})`)
  const more = names.length - mostNames
  return new UsageError({
    what: escapeText(`Nothing that was given tells what ${JSON.stringify(query)} is.`),
    why: escapeText(names.length === 0 ? 'No proxy, pod or task was given.' : `These were looked at: ${names.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`),
    tryThis: 'Name one of them, an address or a node id; or give pods (`kubectl get pods -A -o json`), tasks (`aws ecs describe-tasks`) or an Envoy\'s config_dump too. '
      + 'For what is a resource\'s name: `meshmedic mesh where NAME`.',
  })
}
