/**
 * The few errors a person can meet. Each says what happened, why, and what to try, so that the command only has to print it.
 * Anything else that is thrown is a bug of ours and keeps its stack.
 */
export interface Explanation {
  /** One sentence: what happened, with the thing's own name in it. */
  what: string
  /** One sentence: the reason, as precise as it is known. */
  why: string
  /** One sentence or command: what the reader can do now. */
  tryThis: string
}

export class MeshmedicError extends Error {
  readonly why: string
  readonly tryThis: string

  constructor(explanation: Explanation, options?: ErrorOptions) {
    super(explanation.what, options)
    this.name = new.target.name
    this.why = explanation.why
    this.tryThis = explanation.tryThis
  }
}

/** The invocation cannot be carried out as typed. */
export class UsageError extends MeshmedicError {}

/** Evidence could not be fetched, opened or written. */
export class CollectError extends MeshmedicError {}

/** One mistake in a file that a person wrote. Lines and columns count from 1. */
export interface Mistake {
  file: string
  line: number
  column: number
  message: string
}

/** The store of a sweep cannot be opened, read or written. */
export class StoreError extends MeshmedicError {}

/** Rule files are wrong: all mistakes at once. */
export class RuleError extends MeshmedicError {
  readonly mistakes: readonly Mistake[]

  constructor(mistakes: readonly Mistake[]) {
    super({
      what: `${countMistakes(mistakes)} in rule files\n${listPlaces(mistakes)}`,
      why: 'A rule that cannot be read in full could stay silent about a fault, so none is run.',
      tryThis: 'Correct the places above; `meshmedic rules lint DIR` checks them again.',
    })
    this.mistakes = mistakes
  }
}

/** A configuration file is wrong: all mistakes at once. */
export class ConfigurationError extends MeshmedicError {
  readonly mistakes: readonly Mistake[]

  constructor(what: string, mistakes: readonly Mistake[]) {
    super({
      what: `${countMistakes(mistakes)} in the ${what}\n${listPlaces(mistakes)}`,
      why: 'A setting that cannot be understood might have meant something that matters, so none is used.',
      tryThis: 'Correct the places above and try again.',
    })
    this.mistakes = mistakes
  }
}

const countMistakes = (mistakes: readonly Mistake[]): string => `${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}`
const listPlaces = (mistakes: readonly Mistake[]): string => mistakes.map(m => `  ${m.file}:${m.line}:${m.column}  ${m.message}`).join('\n')
