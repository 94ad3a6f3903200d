import type { Diagnosis, JudgedProxy } from '../../diagnose.ts'
import { isProxy } from '../../diagnose.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import type { DoubtFinder, Doubts } from '../judge/doubts.ts'
import { decodeResult, encodeResult } from '../journal/encode.ts'
import type { SweepTarget } from '../targets/target.ts'

/** What one target gave. */
export interface TargetResult {
  name: string
  judged: JudgedProxy[]
  doubts: Doubts[]
  problems: Problem[]
}

/** Judges everything that was read of a target. A proxy that cannot be judged for a fault of ours costs only itself, and is told. */
export async function judgeTarget(target: SweepTarget, snapshot: Snapshot, diagnosis: Diagnosis, finder: DoubtFinder): Promise<TargetResult> {
  const result: TargetResult = { name: target.name, judged: [], doubts: [], problems: [...snapshot.problems] }
  for (const proxy of snapshot.proxies) {
    if (!isProxy(proxy)) continue
    const judged = await diagnosis.judge(proxy, judgements => result.doubts.push(finder.find(judgements)))
    result.judged.push(judged)
    const surprise = contradict(target, judged)
    if (surprise !== undefined) result.problems.push(surprise)
  }
  if (result.judged.length === 0) result.problems.push({ source: target.name, message: 'holds no Envoy' })
  return result
}

/** An Envoy that is not who the list says may have got the address of another one. */
function contradict({ name, expected }: SweepTarget, { digest: { evidence: { proxy } } }: JudgedProxy): Problem | undefined {
  if (expected === undefined || proxy?.endpointName === undefined) return undefined
  const is = `${proxy.mesh ?? ''}/${proxy.endpointKind ?? ''}/${proxy.endpointName}`
  const wanted = `${expected.mesh}/${expected.kind}/${expected.name}`
  return is === wanted ? undefined : { source: name, message: `is listed as ${wanted}, but its Envoy says that it is ${is}` }
}

export function encodeTarget(result: TargetResult): Buffer {
  return encodeResult(result)
}

/** Takes up what an earlier process finished. @throws where the record is none of this version's */
export function decodeTarget(bytes: Uint8Array, diagnosis: Diagnosis): TargetResult {
  const result = decodeResult(bytes) as TargetResult
  return { ...result, judged: result.judged.map(one => ({ ...one, digest: diagnosis.rejoin(one.digest) })) }
}
