import { spawnSync } from 'node:child_process'

/** What a user would run. */
export interface Command { name: string, command: string, args: readonly string[] }

export interface Measured { name: string, milliseconds: number, mebibytes: number }

/**
 * Runs commands in turn, A B A B …, as whole processes, after one run of each that does not count; medians of wall time and of peak
 * memory (as the kernel reports it through /usr/bin/time where that is installed, else 0).
 */
export function measureInTurn(commands: readonly Command[], runs: number): Measured[] {
  const hasTime = spawnSync('/usr/bin/time', ['--version']).error === undefined
  const seen = commands.map(() => ({ walls: [] as number[], peaks: [] as number[] }))
  for (let run = -1; run < runs; run++) {
    commands.forEach(({ command, args, name }, i) => {
      const started = process.hrtime.bigint()
      const result = hasTime
        ? spawnSync('/usr/bin/time', ['-f', 'peak %M', command, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
        : spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
      const wall = Number(process.hrtime.bigint() - started) / 1e6
      if (result.status === null) throw new Error(`${name} did not end by itself`)
      if (run < 0) return
      seen[i]?.walls.push(wall)
      seen[i]?.peaks.push(Number(/peak (\d+)/.exec(result.stderr.toString())?.[1] ?? 0) / 1024)
    })
  }
  return commands.map(({ name }, i) => ({ name, milliseconds: median(seen[i]?.walls ?? []), mebibytes: median(seen[i]?.peaks ?? []) }))
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** `412 ms   61 MiB   3.40x`, the ratio against the last row, which is the peer. */
export function printMeasured(title: string, rows: readonly Measured[]): void {
  const peer = rows.at(-1)
  console.log(title)
  for (const { name, milliseconds, mebibytes } of rows) {
    const ratio = peer === undefined || peer.milliseconds === 0 ? '' : `${(milliseconds / peer.milliseconds).toFixed(2)}x`
    console.log(`  ${name.padEnd(56)} ${milliseconds.toFixed(0).padStart(6)} ms ${mebibytes.toFixed(0).padStart(5)} MiB ${ratio.padStart(7)}`)
  }
}
