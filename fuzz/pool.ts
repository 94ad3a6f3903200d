import { Worker } from 'node:worker_threads'
import { headerBytes, type Result, type Share } from './worker.ts'

/** Seconds after which an input that is still running never ends. */
const stuckAfter = 20
/** Heap of one thread in MiB: an input that needs more has no bounds. */
const heap = 768
const longestInput = 256 * 1024

/** Runs shares on so many threads; a thread that is stuck or out of memory costs its share, and its input is a failure. */
export async function runShares(shares: readonly Share[], threads: number, onResult: (result: Result) => void): Promise<void> {
  const waiting = [...shares]
  await Promise.all(Array.from({ length: threads }, async () => {
    for (let share = waiting.shift(); share !== undefined; share = waiting.shift()) onResult(await runApart(share))
  }))
}

function runApart(share: Share): Promise<Result> {
  const shared = new SharedArrayBuffer(headerBytes + longestInput)
  const header = new Int32Array(shared, 0, 2)
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { shared }, resourceLimits: { maxOldGenerationSizeMb: heap } })
  return new Promise(resolve => {
    let seen = -1
    let since = Date.now()
    const finish = (result: Result): void => {
      clearInterval(watch)
      void worker.terminate().then(() => resolve(result))
    }
    const fail = (why: string): void => finish({
      target: share.target, inputs: Math.max(0, header[0] ?? 0), took: 0, slowest: 0, outcomes: [],
      breakages: [{ why, input: Uint8Array.from(new Uint8Array(shared, headerBytes, header[1] ?? 0)) }],
    })
    const watch = setInterval(() => {
      const count = Atomics.load(header, 0)
      if (count !== seen) since = Date.now()
      else if (count > 0 && Date.now() - since > stuckAfter * 1000) fail(`did not end in ${stuckAfter} s`)
      seen = count
    }, 1000)
    worker.on('message', finish)
    worker.on('error', error => fail(error instanceof Error ? error.stack ?? error.message : String(error)))
    worker.postMessage(share)
  })
}
