export const colorChoices = ['auto', 'always', 'never'] as const
export type ColorChoice = (typeof colorChoices)[number]

/**
 * Whether to colour, decided once for everything that is printed: the flag, then NO_COLOR (any non-empty value), FORCE_COLOR,
 * a dumb terminal, and at last whether it is a terminal at all.
 */
export function decideColor(choice: ColorChoice, stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  if (choice !== 'auto') return choice === 'always'
  if ((environment.NO_COLOR ?? '') !== '') return false
  if ((environment.FORCE_COLOR ?? '') !== '') return environment.FORCE_COLOR !== '0'
  if (environment.TERM === 'dumb') return false
  return stream.isTTY === true
}
