import { followFile, pause } from './inputs/follow-file.ts'
import { untilAborted } from './inputs/read-bytes.ts'
import type { LogReport } from './log-report.ts'
import type { LineCounter, OpenInput } from './query/line-counter.ts'
import type { LogSource } from './inputs/open-inputs.ts'

const pollMilliseconds = 250
const refreshMilliseconds = 1_000

/**
 * Reads files and what is written to them, until the signal; `onRefresh` is called every second in which something came. Pipes and
 * compressed files are read to their end.
 * @returns what happened to the files
 */
export async function followLogFiles(sources: readonly LogSource[], counter: LineCounter, signal: AbortSignal, problems: LogReport['problems'][number][], onRefresh: () => void): Promise<number> {
  const state = { changed: false, open: sources.length }
  const inputs: OpenInput[] = []
  await Promise.all([
    ...sources.map(async source => {
      const input = counter.openInput(source.name)
      inputs.push(input)
      await (source.plain && source.path !== undefined ? readFollowed(source.path, input, signal, state, problems) : readPipe(source, input, signal, state))
      input.endFile()
      state.open--
    }),
    (async () => {
      while (!signal.aborted && state.open > 0) {
        await pause(refreshMilliseconds, signal)
        if (state.changed) {
          for (const input of inputs) input.refresh()
          onRefresh()
        }
        state.changed = false
      }
    })(),
  ])
  return 0
}

async function readPipe(source: LogSource, input: OpenInput, signal: AbortSignal, state: { changed: boolean }): Promise<void> {
  for await (const chunk of untilAborted(source.open(() => undefined), signal)) {
    input.write(chunk)
    state.changed = true
  }
}

async function readFollowed(path: string, input: OpenInput, signal: AbortSignal, state: { changed: boolean }, problems: LogReport['problems'][number][]): Promise<void> {
  for await (const followed of followFile(path, signal, pollMilliseconds)) {
    state.changed = true
    if ('bytes' in followed) {
      input.write(followed.bytes)
      continue
    }
    // A line that the old file left unfinished does not go on in the new one.
    input.endFile()
    problems.push({ source: path, line: null, message: followed.begins === 'rotated' ? 'was rotated while it was followed; the new file is read from its start' : 'was truncated while it was followed and is read from its start' })
  }
}
