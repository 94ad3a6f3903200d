import type { EvidenceKind } from '../../evidence/kinds.ts'
import type { Door, Got } from '../../http/door.ts'
import type { LiveTarget } from '../../http/target.ts'
import { readHead } from '../../snapshot/read-head.ts'
import type { Answer, Failure } from '../../snapshot/snapshot.ts'
import { describeStatus } from './recognise.ts'
import { sleep } from './sleep.ts'

/** The time that one target may still take, counted only while it is being asked. */
export interface Budget { secondsLeft: number }

/** `waited`: seconds that a 429 made it wait before it asked again. */
export interface Asked extends Got { waited: number }

const longestWait = 5

/**
 * Sends one request within the target's budget. A 429 (the App Mesh Agent takes ten requests a second from all its readers together) is
 * honoured once, for up to five seconds of the target's time.
 */
export async function ask(door: Door, path: string, budget: Budget, signal: AbortSignal | undefined): Promise<Asked> {
  const got = await askOnce(door, path, budget, signal)
  if (got.status !== 429) return { ...got, waited: 0 }
  const wanted = Number(got.headers['retry-after'] ?? 1)
  const wait = Math.min(longestWait, budget.secondsLeft, Number.isFinite(wanted) ? Math.max(1, wanted) : 1)
  await sleep(wait, signal)
  budget.secondsLeft -= wait
  return { ...await askOnce(door, path, budget, signal), waited: wait }
}

async function askOnce(door: Door, path: string, budget: Budget, signal: AbortSignal | undefined): Promise<Got> {
  const stopped: Failure | undefined = signal?.aborted === true
    ? { reason: 'interrupted', message: 'interrupted before it was asked' }
    : budget.secondsLeft <= 0 ? { reason: 'timeout', message: 'not asked: the time for this proxy was used up' } : undefined
  if (stopped !== undefined) return { status: undefined, headers: {}, body: undefined, readAt: Date.now(), failure: stopped }
  const started = performance.now()
  try {
    return await door.get(path, { signal, seconds: budget.secondsLeft })
  } finally {
    budget.secondsLeft -= (performance.now() - started) / 1000
  }
}

/** Makes an answer of what one request gave. A body that only explains a bad status goes into the failure's message. */
export async function toAnswer(target: LiveTarget, kind: EvidenceKind, path: string, got: Asked): Promise<Answer> {
  let { body, failure } = got
  if (got.status !== undefined && got.status !== 200) {
    const text = body === undefined ? '' : await readHead(body.open(), 4096)
    // /ready answers 503 with the state as its body for every state but LIVE: an answer, not a failure.
    const isState = kind === 'ready' && got.status === 503 && /^[A-Z_]+\s*$/.test(text)
    if (!isState) {
      failure = describeStatus(got, text)
      if (got.status === 429) failure = { ...failure, message: `${failure.message}; asked twice, ${formatWait(got.waited)} apart` }
      body = undefined
    }
  }
  return {
    kind,
    source: `${target.name}${path}`,
    query: path,
    readAt: got.readAt,
    readAtFrom: 'recorded',
    bytes: body?.bytes ?? 0,
    failure,
    open: body?.open ?? openNothing,
  }
}

// eslint-disable-next-line @typescript-eslint/require-await
async function * openNothing(): AsyncGenerator<Uint8Array> {
  yield* []
}

function formatWait(seconds: number): string {
  return `${Number(seconds.toFixed(1))} s`
}
