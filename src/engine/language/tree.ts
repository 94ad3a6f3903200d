import type { ASTNode } from '@marcbachmann/cel-js'

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value

/** Calls `visit` for each direct child of a node of an expression's tree. */
export function visitChildren(node: ASTNode, visit: (child: ASTNode) => void): void {
  const walk = (value: unknown): void => {
    if (isNode(value)) visit(value)
    else if (Array.isArray(value)) value.forEach(walk)
  }
  walk(node.args)
}
