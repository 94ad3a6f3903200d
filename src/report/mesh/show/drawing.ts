import { titleOf } from '../../../evidence/mesh/resources.ts'
import { graphMesh, type GraphNode, type MeshGraph } from '../../../mesh/graph-mesh.ts'
import type { Validation } from '../../../mesh/validate/validate-mesh.ts'
import { escapeText } from '../../escape.ts'

/** Longer labels make a drawing that nobody can read. */
const longestLabel = 80

/** Lines of a node's label: kind, name, detail, and what is wrong with it. Escaped for a line of text, not yet for the drawing. */
function labelLines({ kind, name, detail, state, errors }: GraphNode): string[] {
  const wrong = state === 'missing' ? 'does not exist' : state === 'not given' ? 'not given' : errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : ''
  return [titleOf(kind), name, detail, wrong].filter(text => text !== '').map(text => cut(escapeText(text)))
}

function cut(text: string): string {
  const characters = Array.from(text)
  return characters.length > longestLabel ? `${characters.slice(0, longestLabel - 1).join('')}…` : text
}

function isWrong({ state, errors }: GraphNode): boolean {
  return state === 'missing' || errors > 0
}

/** A Mermaid flowchart for each mesh. Whatever is no letter, digit or blank of a name becomes an entity, so that no name is syntax. */
export function renderMermaid(validations: readonly Validation[]): string {
  const graphs = validations.map(graphMesh)
  return [
    'flowchart LR',
    ...graphs.flatMap(({ mesh, nodes, edges }, index) => [
      `  subgraph m${index + 1}["${mermaidText(cut(escapeText(`mesh ${mesh}`)))}"]`,
      ...nodes.map(node => `    m${index + 1}${node.id}["${labelLines(node).map(mermaidText).join('<br/>')}"]${isWrong(node) ? ':::wrong' : node.state === 'not given' ? ':::unknown' : ''}`),
      '  end',
      ...edges.map(({ from, to, label, broken }) => `  m${index + 1}${from} ${broken ? '-.->' : '-->'}${label === '' ? '' : `|"${mermaidText(label)}"|`} m${index + 1}${to}`),
    ]),
    '  classDef wrong stroke:#c00,stroke-width:3px',
    '  classDef unknown stroke-dasharray:4',
  ].join('\n') + '\n'
}

/** Entity codes of Mermaid are `#` and the code point in decimal. Hyphen, dot and underscore inside a word are harmless. */
function mermaidText(text: string): string {
  return text.replace(/(?![-._](?<=[\p{L}\p{N}].)(?=.[\p{L}\p{N}]))[^\p{L}\p{N} ]/gu, character => `#${character.codePointAt(0) ?? 0};`)
}

/** A Graphviz digraph, a cluster a mesh. Labels are quoted strings in which nothing but `\n` of ours is an escape. */
export function renderDot(validations: readonly Validation[]): string {
  const graphs: readonly MeshGraph[] = validations.map(graphMesh)
  return [
    'digraph mesh {', '  rankdir=LR; node [shape=box];',
    ...graphs.flatMap(({ mesh, nodes, edges }, index) => [
      `  subgraph cluster_${index + 1} {`, `    label="${dotText(cut(escapeText(`mesh ${mesh}`)))}";`,
      ...nodes.map(node => `    m${index + 1}${node.id} [label="${labelLines(node).map(dotText).join('\\n')}"${isWrong(node) ? ', color=red, penwidth=2' : node.state === 'not given' ? ', style=dashed' : ''}];`),
      '  }',
      ...edges.map(({ from, to, label, broken }) => `  m${index + 1}${from} -> m${index + 1}${to} [label="${dotText(label)}"${broken ? ', color=red, style=dashed' : ''}];`),
    ]),
    '}',
  ].join('\n') + '\n'
}

function dotText(text: string): string {
  return text.replace(/[\\"]/g, '\\$&')
}
