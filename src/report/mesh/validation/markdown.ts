import { labelOf, placeOf } from '../../../mesh/label.ts'
import { codeSpan, escapeMarkdown } from '../../escape.ts'
import { countProblems, describeCounts, describeUnjudged, type ValidationReport } from './count.ts'
import { showName } from '../../../evidence/mesh/resource.ts'
import { describeNear, describeUncounted, quotaColumns, showQuota } from './quotas.ts'
import { sentence } from './table.ts'

/** The same as one table of GitHub-flavoured Markdown, for a pull request. */
export function renderValidationMarkdown(report: ValidationReport): string {
  const { validations } = report
  const rows = validations.flatMap(({ problems }) => problems).map(problem => [
    problem.severity, codeSpan(labelOf(problem.resource)), codeSpan(problem.path), escapeMarkdown(sentence(problem)),
    `${escapeMarkdown(problem.limit)} (${escapeMarkdown(problem.from)})`, codeSpan(problem.line === undefined ? placeOf(problem.resource) : `${problem.resource.source}:${problem.line}`),
  ].map(escapeCell).join(' | '))
  const unjudged = describeUnjudged(report)
  return [
    describeCounts(countProblems(validations)),
    ...rows.length === 0 ? [] : ['', '| | resource | path | problem | allowed | where |', '|---|---|---|---|---|---|', ...rows.map(row => `| ${row} |`)],
    ...unjudged.length === 0 ? [] : ['', `Not judged: ${unjudged.join('; ')}.`],
    ...listQuotas(report),
  ].join('\n') + '\n'
}

function listQuotas({ validations, quotas }: ValidationReport): string[] {
  return (quotas ?? []).flatMap((uses, index) => {
    const mesh = validations[index]?.mesh
    return [
      '', `Quotas of mesh ${mesh === undefined ? '' : codeSpan(showName(mesh.name))}`, '', `| ${quotaColumns.join(' | ')} | grows when |`, `|${quotaColumns.map(() => '---').join('|')}|---|`,
      ...uses.map(use => `| ${[...showQuota(use), use.grows].map(escapeMarkdown).map(escapeCell).join(' | ')} |`),
      ...describeNear(uses).flatMap(text => ['', escapeMarkdown(text)]),
      ...describeUncounted(uses).length === 0 ? [] : ['', escapeMarkdown(`There may be more: ${describeUncounted(uses).join('; ')}.`)],
    ]
  })
}

/** A bar ends a cell even inside code. */
function escapeCell(text: string): string {
  return text.replace(/(?<!\\)\|/g, '\\|')
}
