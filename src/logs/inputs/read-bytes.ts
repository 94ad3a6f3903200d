/**
 * Passes chunks on until the signal: then the source is closed and the loop ends, also while it waits for the next chunk.
 */
export async function * untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    while (!signal.aborted) {
      const next = await nextOrAbort(iterator, signal)
      if (next === undefined || next.done === true) return
      yield next.value
    }
  } finally {
    // Not waited for: a pipe nobody writes to would never say that it is closed.
    if (signal.aborted) void iterator.return?.()
    else await iterator.return?.()
  }
}

/** A promise of its own for each chunk: racing with one that lives on would keep every chunk alive with it. */
function nextOrAbort<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T> | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined)
    signal.addEventListener('abort', stop, { once: true })
    iterator.next().then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
