import { spawnSync } from 'node:child_process'

/** What a user would run. */
export interface Command { name: string, command: string, args: readonly string[] }

/** Medians of wall time and peak memory; `least` is the least wall time, `cpu` the least user and system time (0 without /usr/bin/time). Milliseconds. */
export interface Measured { name: string, milliseconds: number, least: number, cpu: number, mebibytes: number }

/**
 * Runs commands in turn, A B A B …, as whole processes, after one run of each that does not count; memory is as the kernel reports it
 * through /usr/bin/time where that is installed, else 0.
 */
export function measureInTurn(commands: readonly Command[], runs: number): Measured[] {
  const hasTime = spawnSync('/usr/bin/time', ['--version']).error === undefined
  const seen = commands.map(() => ({ walls: [] as number[], cpus: [] as number[], peaks: [] as number[] }))
  for (let run = -1; run < runs; run++) {
    commands.forEach(({ command, args, name }, i) => {
      const started = process.hrtime.bigint()
      const result = hasTime
        ? spawnSync('/usr/bin/time', ['-f', 'peak %M cpu %U %S', command, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
        : spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
      const wall = Number(process.hrtime.bigint() - started) / 1e6
      if (result.status === null) throw new Error(`${name} did not end by itself`)
      if (run < 0) return
      seen[i]?.walls.push(wall)
      const [, peak = 0, user = 0, system = 0] = (/peak (\d+) cpu (\S+) (\S+)/.exec(result.stderr.toString()) ?? []).map(Number)
      seen[i]?.peaks.push(peak / 1024)
      seen[i]?.cpus.push((user + system) * 1000)
    })
  }
  return commands.map(({ name }, i) => ({
    name, milliseconds: median(seen[i]?.walls ?? []), least: Math.min(...seen[i]?.walls ?? []), cpu: Math.min(...seen[i]?.cpus ?? []), mebibytes: median(seen[i]?.peaks ?? []),
  }))
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
