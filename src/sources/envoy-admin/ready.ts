import type { Problem } from '../../evidence/problem.ts'

/** Reads /ready: a lone state word (LIVE, DRAINING, PRE_INITIALIZING, INITIALIZING). Source: Envoy, "Administration interface". */
export function parseReady(answer: string, source: string, problems: Problem[]): string | undefined {
  const state = readState(answer)
  if (state === undefined) problems.push({ source, message: 'it names no state of an Envoy' })
  return state
}

/** The state that a text consists of, or undefined where it is another text. */
export function readState(answer: string): string | undefined {
  return /^\uFEFF?\s*(LIVE|DRAINING|PRE_INITIALIZING|INITIALIZING)\s*$/.exec(answer)?.[1]
}
