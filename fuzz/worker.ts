/** Runs shares of a target's inputs in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { readCorpus } from './corpus.ts'
import { Session, type Breakage } from './session.ts'
import { findTarget } from './targets.ts'

/** What a thread is to run. */
export interface Share { target: string, seed: number, inputs: number }

/** What came of it. */
export interface Result { target: string, inputs: number, /** Milliseconds. */ took: number, slowest: number, outcomes: readonly number[], breakages: readonly Breakage[] }

/** Memory that the main thread reads when this one is stuck: a count, a length, and the input being run. */
export const headerBytes = 8

const shared = (workerData as { shared: SharedArrayBuffer } | null)?.shared ?? new SharedArrayBuffer(headerBytes)
const header = new Int32Array(shared, 0, 2)
const body = new Uint8Array(shared, headerBytes)

function announce(input: Uint8Array): void {
  const length = Math.min(input.length, body.length)
  body.set(input.subarray(0, length))
  header[1] = length
  Atomics.add(header, 0, 1)
}

parentPort?.on('message', (share: Share) => {
  void runShare(share).then(result => parentPort?.postMessage(result))
})

async function runShare({ target, seed, inputs }: Share): Promise<Result> {
  const start = performance.now()
  const session = new Session(findTarget(target), seed, readCorpus(target).values(), announce)
  await session.replay()
  await session.run(Math.max(0, inputs - session.count))
  return { target, inputs: session.count, took: performance.now() - start, slowest: session.slowest, outcomes: [...session.outcomes], breakages: [...session.breakages.values()] }
}
