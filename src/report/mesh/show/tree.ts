import { outlineMesh, type OutlineItem } from '../../../mesh/outline-mesh.ts'
import type { Validation } from '../../../mesh/validate/validate-mesh.ts'
import { choosePaint, type Paint } from '../../text/paint.ts'
import { wrapParts } from '../../text/wrap.ts'
import { countProblems, describeCounts } from '../validation/count.ts'
import { showGuillemets } from '../lines.ts'
import type { MeshReportOptions } from '../reporter.ts'

/** A mesh as an indented tree; problems and what was not given are marked where they stand. */
export function renderTree(validations: readonly Validation[], options: MeshReportOptions): string {
  const paint = choosePaint(options.color)
  const lines = validations.flatMap(validation => [...draw(outlineMesh(validation), '', '', paint, options), ''])
  return [...lines, describeCounts(countProblems(validations))].join('\n') + '\n'
}

function draw(item: OutlineItem, first: string, further: string, paint: Paint, options: MeshReportOptions): string[] {
  const own = [`${mark(item)}${item.text}${item.state === 'not given' ? ' (not given)' : ''}`, ...item.details]
  const below = item.children.length === 0 ? '    ' : '│   '
  const texts = wrapParts(own.map(showGuillemets), Math.max(20, options.width - further.length - below.length), Infinity)
  const head = texts.map((text, index) => (index === 0 ? first : further + below) + colour(text, item, paint))
  const children = item.children.flatMap((child, index) => {
    const last = index === item.children.length - 1
    return draw(child, `${further}${last ? '└─ ' : '├─ '}`, `${further}${last ? '   ' : '│  '}`, paint, options)
  })
  return [...head, ...children]
}

function mark({ state }: OutlineItem): string {
  return state === 'missing' || state === 'error' ? '✗ ' : state === 'warning' ? '! ' : ''
}

function colour(text: string, { state }: OutlineItem, paint: Paint): string {
  if (state === 'missing' || state === 'error') return paint.severity(text, 'error')
  return state === 'warning' ? paint.severity(text, 'warning') : text
}
