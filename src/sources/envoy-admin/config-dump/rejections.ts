import type { Rejection } from '../../../evidence/schema.ts'
import { date, fields, isFields, text, type Fields } from '../fields.ts'

/**
 * The listeners that Envoy refused, from error_state: no other type of resource has it. A refusal stands there once under the
 * listener's name and, while it belongs to the last update, once more without a name; the second is left out.
 */
export class RejectionList {
  readonly #source: string
  readonly #named: Rejection[] = []
  readonly #nameless: Rejection[] = []

  constructor(source: string) {
    this.#source = source
  }

  add(name: string | undefined, errorState: Fields): void {
    const failed = fields(errorState.failed_configuration)
    const resource = name ?? text(failed.name)
    const rejection: Rejection = {
      type: 'lds',
      resource,
      reason: text(errorState.details) ?? '',
      at: date(errorState.last_update_attempt),
      source: this.#source,
    }
    ;(name === undefined ? this.#nameless : this.#named).push(rejection)
  }

  all(): readonly Rejection[] {
    const kept: Rejection[] = [...this.#named]
    for (const rejection of this.#nameless) {
      const { resource, reason } = rejection
      const known = (other: Rejection): boolean => resource === undefined
        ? other.reason === reason || (other.reason !== '' && reason.includes(other.reason))
        : other.resource === resource
      if (!kept.some(known)) kept.push(rejection)
    }
    return kept
  }
}

/** The configuration that was refused, where error_state shows it. */
export function failedConfiguration(errorState: Fields): Fields | undefined {
  return isFields(errorState.failed_configuration) ? errorState.failed_configuration : undefined
}
