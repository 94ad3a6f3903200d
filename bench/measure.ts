import { spawnSync } from 'node:child_process'
import { buildSync } from 'esbuild'

const preload = '.cache/bench/main-thread.mjs'

/** What a user would run. */
export interface Command {
  name: string
  command: string
  args: readonly string[]
  /** A program of Node whose main thread is timed by itself. */
  timesThread?: true
}

/** Medians of wall time and peak memory; `least` is the least wall time, `cpu` the least user and system time (0 without /usr/bin/time), `thread` that of the main thread alone (0 where it was not timed). Milliseconds. */
export interface Measured { name: string, milliseconds: number, least: number, cpu: number, thread: number, mebibytes: number }

/**
 * Runs commands in turn, A B A B …, as whole processes, after one run of each that does not count; memory is as the kernel reports it
 * through /usr/bin/time where that is installed, else 0.
 */
export function measureInTurn(commands: readonly Command[], runs: number): Measured[] {
  const hasTime = spawnSync('/usr/bin/time', ['--version']).error === undefined
  if (commands.some(command => command.timesThread)) buildSync({ entryPoints: ['bench/main-thread.ts'], outfile: preload, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' })
  const seen = commands.map(() => ({ walls: [] as number[], cpus: [] as number[], threads: [] as number[], peaks: [] as number[] }))
  for (let run = -1; run < runs; run++) {
    commands.forEach(({ command, args: own, name, timesThread }, i) => {
      const args = timesThread === true ? ['--import', `./${preload}`, ...own] : own
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
      seen[i]?.threads.push(Number(/^main thread (\S+)$/m.exec(result.stderr.toString())?.[1] ?? 0))
      seen[i]?.cpus.push((user + system) * 1000)
    })
  }
  return commands.map(({ name }, i) => ({
    name, milliseconds: median(seen[i]?.walls ?? []), least: Math.min(...seen[i]?.walls ?? []), cpu: Math.min(...seen[i]?.cpus ?? []), thread: Math.min(...seen[i]?.threads ?? []), mebibytes: median(seen[i]?.peaks ?? []),
  }))
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** `412 ms   61 MiB   3.40x   processor   400 ms   3.31x`: the ratios against the last row, which is the peer. */
export function printMeasured(title: string, rows: readonly Measured[]): void {
  const peer = rows.at(-1)
  console.log(title)
  for (const { name, milliseconds, cpu, thread, mebibytes } of rows) {
    const alone = thread === 0 ? '' : `, main thread ${thread.toFixed(0).padStart(5)} ms ${ratio(thread, peer?.thread).padStart(7)}`
    const spent = `processor ${cpu.toFixed(0).padStart(6)} ms ${ratio(cpu, peer?.cpu).padStart(7)}${alone}`
    console.log(`  ${name.padEnd(56)} ${milliseconds.toFixed(0).padStart(6)} ms ${mebibytes.toFixed(0).padStart(5)} MiB ${ratio(milliseconds, peer?.milliseconds).padStart(7)}   ${spent}`)
  }
}

/** What a row may take at most of what the last row, the peer, takes. */
export interface Goal { name: string, time: number, memory?: number }

/**
 * Says of each goal whether it is met. What else a machine does adds to the wall, so that time is the main thread's, which is the wall of a
 * machine with nothing else to do; where that is not known of both, the processor's over all threads.
 */
export function printGoals(rows: readonly Measured[], goals: readonly Goal[]): void {
  const peer = rows.at(-1)
  for (const { name, time, memory } of goals) {
    const row = rows.find(measured => measured.name === name)
    if (row === undefined || peer === undefined) continue
    printGoal(`${name}: time against ${peer.name}`, row.thread > 0 && peer.thread > 0 ? row.thread / peer.thread : row.cpu > 0 ? row.cpu / peer.cpu : row.least / peer.least, time, 'x')
    if (memory !== undefined && row.mebibytes > 0) printGoal(`${name}: memory against ${peer.name}`, row.mebibytes / peer.mebibytes, memory, 'x')
  }
}

/** `goal met    0.31x of at most 0.35x: …` */
export function printGoal(what: string, value: number, most: number, unit: string): void {
  const digits = unit === 'x' ? 2 : 0
  console.log(`  goal ${value <= most ? 'met   ' : 'MISSED'} ${value.toFixed(digits)}${unit} of at most ${most.toFixed(digits)}${unit}: ${what}`)
}

function ratio(value: number, of: number | undefined): string {
  return of === undefined || of === 0 ? '' : `${(value / of).toFixed(2)}x`
}
