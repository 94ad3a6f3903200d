import type { Clock } from '../../evidence/proxy-evidence.ts'
import type { Answer } from '../../snapshot/snapshot.ts'

/** When resources were read: as given, else the newest recorded time of an answer, else the newest file's, which is weaker. */
export function tellMeshTime(answers: readonly Answer[], at: number | undefined): Clock {
  if (at !== undefined) return { at, from: 'given' }
  for (const from of ['recorded', 'mtime'] as const) {
    const times = answers.filter(answer => answer.readAtFrom === from).flatMap(answer => answer.readAt ?? [])
    if (times.length > 0) return { at: Math.max(...times), from }
  }
  return { at: undefined, from: 'none' }
}
