import { nearestName } from '../analysis/nearest-name.ts'
import { UsageError } from '../errors.ts'

/** The error for an id that none of `ids` is, with the one that was probably meant. */
export function unknownRule(id: string, ids: readonly string[]): UsageError {
  const nearest = nearestName(id, ids)
  return new UsageError({
    what: `There is no rule ${id}.`,
    why: `${ids.length} rules are known, and none has that id.`,
    tryThis: nearest === undefined ? '`meshmedic rules list` shows all.' : `Did you mean ${nearest}? \`meshmedic rules list\` shows all.`,
  })
}
