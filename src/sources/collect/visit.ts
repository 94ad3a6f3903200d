import { openDoor } from '../../http/door.ts'
import type { Door, Limits } from '../../http/door.ts'
import type { LiveTarget } from '../../http/target.ts'
import { readHead } from '../../snapshot/read-head.ts'
import type { Answer, Failure, ProxySnapshot } from '../../snapshot/snapshot.ts'
import type { Spool } from '../../snapshot/spool.ts'
import { ask, toAnswer } from './ask.ts'
import type { Budget } from './ask.ts'
import { isAgentStatus, recogniseServerInfo } from './recognise.ts'
import type { RequestPlan } from './request-plan.ts'

/** One proxy while it is being collected. */
export interface Visit {
  target: LiveTarget
  door: Door
  budget: Budget
  answers: Answer[]
  unreachable: Failure | undefined
  clockOffsetSeconds: number | undefined
  /** What is asked once more after the interval. */
  again: RequestPlan[]
  /** When the first sample was read, by the monotonic clock; undefined before. */
  sampledAt: number | undefined
}

export async function startVisit(target: LiveTarget, spool: Spool, limits: Limits, seconds: number): Promise<Visit> {
  return {
    target,
    door: await openDoor(target, spool, limits),
    budget: { secondsLeft: seconds },
    answers: [],
    unreachable: undefined,
    clockOffsetSeconds: undefined,
    again: [],
    sampledAt: undefined,
  }
}

/** The Agent's own two reads; it speaks on another port than Envoy and knows none of Envoy's paths but this one. */
const agentPlan: readonly RequestPlan[] = [
  { path: '/stats/prometheus', kind: 'stats', heavy: true, sampled: true },
]

/**
 * Asks who is there, then for everything planned, one after the other: Envoy answers on the thread that handles its
 * configuration, so two requests at once would only delay that. Sampled reads go first, so that the wait for their second
 * sample runs while the others are read.
 */
export async function readFirst(
  visit: Visit, plan: readonly RequestPlan[], signal: AbortSignal | undefined, onStep: (path: string) => void,
): Promise<void> {
  onStep('/server_info')
  const asked = Date.now()
  const got = await ask(visit.door, '/server_info', visit.budget, signal)
  visit.clockOffsetSeconds = measureOffset(got.headers['date'], asked, got.readAt)
  const who = await recogniseServerInfo(got)
  let rest = plan.filter(request => request.path !== '/server_info')
  if (who.is === 'other') {
    const status = who.failure.reason === 'not-envoy' ? await readAgentStatus(visit, signal) : undefined
    if (status === undefined) {
      visit.unreachable = who.failure
      return
    }
    visit.answers.push(status)
    rest = [...agentPlan]
  } else {
    visit.answers.push(await toAnswer(visit.target, 'server_info', '/server_info', got))
  }
  for (const request of [...rest.filter(each => each.sampled), ...rest.filter(each => !each.sampled)]) {
    onStep(request.path)
    if (request.sampled) visit.sampledAt ??= performance.now()
    const answer = await readOne(visit, request, signal)
    if (request.sampled && !isForbidden(answer.failure)) visit.again.push(request)
  }
}

/** What is forbidden now is forbidden in ten seconds; who was too busy may have time by then. */
function isForbidden(failure: Failure | undefined): boolean {
  return failure?.reason === 'redirect' || (failure?.reason === 'status' && !/^(?:429|5\d\d)\b/.test(failure.message))
}

/** Asks once more for everything that is sampled. */
export async function readAgain(visit: Visit, signal: AbortSignal | undefined, onStep: (path: string) => void): Promise<void> {
  for (const request of visit.again) {
    onStep(request.path)
    await readOne(visit, request, signal)
  }
}

async function readOne(visit: Visit, request: RequestPlan, signal: AbortSignal | undefined): Promise<Answer> {
  const got = await ask(visit.door, request.path, visit.budget, signal)
  const answer = await toAnswer(visit.target, request.kind, request.path, got)
  visit.answers.push(answer)
  return answer
}

async function readAgentStatus(visit: Visit, signal: AbortSignal | undefined): Promise<Answer | undefined> {
  const got = await ask(visit.door, '/status', visit.budget, signal)
  if (got.status !== 200 || got.body === undefined) return undefined
  return isAgentStatus(await readHead(got.body.open(), 64 * 1024))
    ? toAnswer(visit.target, 'agent_status', '/status', got)
    : undefined
}

/** The Date header has whole seconds: offsets below two seconds are not told apart from none. */
function measureOffset(date: string | undefined, asked: number, answered: number): number | undefined {
  const theirs = date === undefined ? NaN : Date.parse(date)
  if (Number.isNaN(theirs)) return undefined
  const seconds = Math.round((theirs + 500 - (asked + answered) / 2) / 1000)
  return Math.abs(seconds) < 2 ? 0 : seconds
}

export function toProxySnapshot(visit: Visit): ProxySnapshot {
  return {
    name: visit.target.name,
    live: true,
    answers: visit.answers,
    unreachable: visit.unreachable,
    clockOffsetSeconds: visit.clockOffsetSeconds,
  }
}
