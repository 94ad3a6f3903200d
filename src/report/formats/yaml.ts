import { Document, isScalar, Scalar, visit } from 'yaml'
import type { Report } from '../../engine/report.ts'
import { escapeEncoded, hasHidden } from '../escape.ts'

/** The JSON report in YAML. Strings with hidden characters are double-quoted, where an escape keeps them. */
export function renderYaml(report: Report): string {
  const document = new Document(report, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string' && hasHidden(node.value)) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  return escapeEncoded(document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }))
}
