/**
 * Passes chunks on until the signal: then the source is closed and the loop ends, also while it waits for the next chunk.
 */
export async function * untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  let stop: () => void = () => undefined
  const stopped = new Promise<undefined>(resolve => {
    stop = () => resolve(undefined)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    while (!signal.aborted) {
      const next = await Promise.race([iterator.next(), stopped])
      if (next === undefined || next.done === true) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    // Not waited for: a pipe nobody writes to would never say that it is closed.
    if (signal.aborted) void iterator.return?.()
    else await iterator.return?.()
  }
}
