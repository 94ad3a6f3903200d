import { Command, Flags } from '@oclif/core'
import { colorChoices, decideColor } from '../../color.ts'
import { printRemarks } from '../../print-remarks.ts'

export default class MeshValidate extends Command {
  static override summary = 'check App Mesh resources against the API\'s limits and the demands of the User Guide'
  static override description = 'Resources are answers of `aws appmesh describe-*`, inputs of `create-*`, Kubernetes custom resources, or CloudFormation templates: '
    + 'files, folders, bundles, or - for standard input. Each problem is told with its path, value, limit and source. '
    + 'What a template computes is not judged, and a name that was not given is no error unless a complete list says so. '
    + 'Beside answers of `aws service-quotas list-service-quotas` or `list-aws-default-service-quotas` it is told how much of each quota is used.\n\n'
    + 'Exit codes: 0 no error (warnings do not count); 1 errors, or more than the quotas of the account allow; 2 usage, or a document that could not be read.'
  static override examples = [
    '<%= config.bin %> mesh validate ./mesh',
    'aws appmesh describe-route … | <%= config.bin %> mesh validate -',
    '<%= config.bin %> mesh validate template.yaml -o markdown',
    '<%= config.bin %> mesh validate ./mesh quotas.json',
  ]

  static override strict = false
  static override usage = 'mesh validate RESOURCES... [QUOTAS] [-o table|json|markdown]'
  static override flags = {
    output: Flags.option({ char: 'o', options: ['table', 'json', 'markdown'] as const, default: 'table' as const })(),
    'all-given': Flags.boolean({ description: 'nothing is left out: a name that was not given is a dangling reference' }),
    all: Flags.boolean({ description: 'list everything that was not judged' }),
    color: Flags.option({ options: colorChoices, default: 'auto' as const })(),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(MeshValidate)
    const [{ openMesh, demandResources, listUnread, locateProblems }, { loadCatalogue }, { loadApiModel }, { validateMesh }, { countQuotas }, { meshFactsOf }, { exceeds }] = await Promise.all([
      import('../../open-mesh.ts'), import('../../catalogue/load-catalogue.ts'), import('../../mesh/api-model.ts'), import('../../mesh/validate/validate-mesh.ts'),
      import('../../mesh/quotas/count-quotas.ts'), import('../../evidence/mesh/facts.ts'), import('../../report/mesh/validation/quotas.ts'),
    ])
    const opened = await openMesh(argv as string[], flags['all-given'])
    try {
      demandResources(opened)
      const { facts } = loadCatalogue(this.config.root)
      const model = loadApiModel(facts)
      const validations = await locateProblems(opened.input.meshes.map(mesh => validateMesh(mesh, model)), opened)
      const unread = listUnread(opened)
      const { meshes, quotas: limits } = opened.input
      const quotas = limits.length === 0 ? undefined : meshes.map(mesh => countQuotas(mesh, limits, meshFactsOf(facts).quotas))
      printRemarks([...opened.snapshot.problems, ...opened.input.problems].filter(problem => !unread.includes(problem)), process.stderr)
      const { validationReporters } = await import('../../report/mesh/index.ts')
      const render = await validationReporters[flags.output]()
      process.stdout.write(render({ validations, unread, quotas }, { width: terminalWidth(), color: decideColor(flags.color, process.stdout, process.env), all: flags.all }))
      const wrong = validations.some(({ problems }) => problems.some(problem => problem.severity === 'error')) || quotas?.flat().some(exceeds) === true
      process.exitCode = wrong ? 1 : unread.length > 0 ? 2 : 0
    } finally {
      await opened.snapshot.close()
    }
  }
}

function terminalWidth(): number {
  const columns = process.stdout.columns as number | undefined
  return columns ?? (Number(process.env.COLUMNS) || 100)
}
