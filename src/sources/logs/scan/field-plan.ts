/**
 * The fields that a run wants of every line, whatever its format. All scanners of a run fill rows of this one shape; what a format does
 * not have stays empty (text) or -1 (number).
 */
export interface FieldPlan {
  readonly texts: readonly string[]
  readonly numbers: readonly string[]
}

const numberFields = new Set([
  'time', 'code', 'duration', 'bytesReceived', 'bytesSent', 'upstreamServiceTime', 'attempts', 'grpcStatusNumber',
  'requestDuration', 'responseDuration', 'responseTxDuration', 'requestTxDuration',
])

export function isNumberField(field: string): boolean {
  return numberFields.has(field)
}

/** Splits field names into texts and numbers, each once. */
export function planFields(fields: Iterable<string>): FieldPlan {
  const all = [...new Set(fields)]
  return { texts: all.filter(field => !isNumberField(field)), numbers: all.filter(isNumberField) }
}
