import type { Problem } from '../../evidence/problem.ts'

/** Reads /hot_restart_version: `11.104`, or `disabled`. Processes of different versions cannot hand over to each other. */
export function parseHotRestartVersion(answer: string, source: string, problems: Problem[]): string | undefined {
  const version = readHotRestartVersion(answer)
  if (version === undefined) problems.push({ source, message: 'it is no hot restart version' })
  return version
}

/** The version that a text consists of, or undefined where it is another text. */
export function readHotRestartVersion(answer: string): string | undefined {
  return /^\uFEFF?\s*(\d+(?:\.\d+){1,5}|disabled)\s*$/.exec(answer)?.[1]
}
