import { Command, Flags } from '@oclif/core'
import { colorChoices, decideColor } from '../../color.ts'
import { printRemarks } from '../../print-remarks.ts'

export default class MeshShow extends Command {
  static override summary = 'show App Mesh resources as a tree, tables or a drawing, with their problems marked'
  static override description = 'Gateways with their routes; services with their routers, routes, weights and nodes; nodes with listeners and backends. '
    + 'A name is marked as dangling only where a complete list was given (or --all-given); else it is "not given".\n\n'
    + 'Exit codes: 0 shown; 2 usage, or a document that could not be read.'
  static override examples = [
    '<%= config.bin %> mesh show ./mesh',
    '<%= config.bin %> mesh show ./mesh -o mermaid > mesh.mmd',
    'kubectl get virtualnodes,virtualservices,virtualrouters -A -o yaml | <%= config.bin %> mesh show -',
  ]

  static override strict = false
  static override usage = 'mesh show RESOURCES... [-o tree|table|json|mermaid|dot]'
  static override flags = {
    output: Flags.option({ char: 'o', options: ['tree', 'table', 'json', 'mermaid', 'dot'] as const, default: 'tree' as const })(),
    'all-given': Flags.boolean({ description: 'nothing is left out: a name that was not given is a dangling reference' }),
    all: Flags.boolean({ description: 'cut no cell of a table' }),
    color: Flags.option({ options: colorChoices, default: 'auto' as const })(),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(MeshShow)
    const [{ openMesh, demandResources, listUnread }, { loadCatalogue }, { loadApiModel }, { validateMesh }, { showReporters }] = await Promise.all([
      import('../../open-mesh.ts'), import('../../catalogue/load-catalogue.ts'), import('../../mesh/api-model.ts'),
      import('../../mesh/validate/validate-mesh.ts'), import('../../report/mesh/index.ts'),
    ])
    const opened = await openMesh(argv as string[], flags['all-given'])
    try {
      demandResources(opened)
      const model = loadApiModel(loadCatalogue(this.config.root).facts)
      const unread = listUnread(opened)
      printRemarks([...unread, ...[...opened.snapshot.problems, ...opened.input.problems].filter(problem => !unread.includes(problem))], process.stderr)
      const render = await showReporters[flags.output]()
      const columns = process.stdout.columns as number | undefined
      process.stdout.write(render(opened.input.meshes.map(mesh => validateMesh(mesh, model)), {
        width: columns ?? (Number(process.env.COLUMNS) || 100), color: decideColor(flags.color, process.stdout, process.env), all: flags.all,
      }))
      process.exitCode = unread.length > 0 ? 2 : 0
    } finally {
      await opened.snapshot.close()
    }
  }
}
