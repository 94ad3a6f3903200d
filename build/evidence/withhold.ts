import type { RuleSet } from '../../src/diagnose.ts'
import { listRecorded, openFixture } from './open-fixture.ts'
import type { Withheld } from './detectable.ts'
import { judgeView, type Judged } from './judge-view.ts'
import { views, type View } from './views.ts'

/** Judges every fixture whole, and by each part of its evidence. About 15 s of CPU. */
export async function withholdAll(ruleSet: RuleSet): Promise<Withheld[]> {
  const all: Withheld[] = []
  for (const name of listRecorded()) {
    const snapshot = await openFixture(name)
    const parts = new Map<View, Judged>()
    for (const view of views) parts.set(view, await judgeView(await view.take(snapshot), ruleSet))
    all.push({ name, full: await judgeView(snapshot, ruleSet), parts })
  }
  return all
}
