import { spawnSync } from 'node:child_process'
import { measureInTurn, type Command, type Measured } from '../measure.ts'

/** What is claimed of two commands that were measured in turn; `most` is a ratio, or mebibytes. Times are the least of all runs. */
export type Goal =
  | { of: string, atMost: number, timesOf: string }
  | { of: string, timesFasterThan: string, atLeast: number }
  | { of: string, mebibytesAtMost: number }

/** Every goal, in words, and whether it was met. */
const verdicts: string[] = []

export interface Comparison {
  title: string
  runs: number
  /** Programs that are needed, with the Debian packages that have them; where one is missing, what uses it is left out, and that is said. */
  needs?: Readonly<Record<string, string>>
  commands: readonly Command[]
  goals: readonly Goal[]
}

/** Measures, prints the figures, and says of each goal whether it was met. */
export function compare({ title, runs, needs = {}, commands, goals }: Comparison): void {
  const missing = Object.entries(needs).filter(([program]) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
  const possible = commands.filter(({ command, args }) => !missing.some(([program]) => new RegExp(`(?:^| |\\| )${program}(?: |$)`).test([command, ...args].join(' '))))
  console.log(title)
  for (const [program, debian] of missing) console.log(`  ${program} is not installed (Debian: ${debian}): without it`)
  const measured = measureInTurn(possible, runs)
  for (const { name, least, cpu, mebibytes } of measured) {
    console.log(`  ${name.padEnd(52)} ${least.toFixed(0).padStart(6)} ms  ${cpu.toFixed(0).padStart(6)} ms CPU  ${mebibytes.toFixed(0).padStart(5)} MiB`)
  }
  for (const goal of goals) {
    const verdict = judge(goal, name => measured.find(one => one.name === name))
    verdicts.push(`${title}: ${verdict}`)
    console.log(`  ${verdict}`)
  }
}

function judge(goal: Goal, find: (name: string) => Measured | undefined): string {
  const subject = find(goal.of)
  const say = (claim: string, figure: number, unit: string, met: boolean): string => `goal: ${goal.of} ${claim}: ${figure.toFixed(unit === 'x' ? 2 : 0)}${unit}, ${met ? 'met' : 'MISSED'}`
  if ('mebibytesAtMost' in goal) {
    const claim = `at most ${goal.mebibytesAtMost} MiB`
    return subject === undefined || subject.mebibytes === 0 ? `goal: ${goal.of} ${claim}: not measured` : say(claim, subject.mebibytes, ' MiB', subject.mebibytes <= goal.mebibytesAtMost)
  }
  const peer = find('timesOf' in goal ? goal.timesOf : goal.timesFasterThan)
  const claim = 'timesOf' in goal ? `at most ${goal.atMost}x the time of ${goal.timesOf}` : `at least ${goal.atLeast}x faster than ${goal.timesFasterThan}`
  if (subject === undefined || peer === undefined) return `goal: ${goal.of} ${claim}: not measured`
  const ratio = 'timesOf' in goal ? subject.least / peer.least : peer.least / subject.least
  return say(claim, ratio, 'x', 'timesOf' in goal ? ratio <= goal.atMost : ratio >= goal.atLeast)
}

/** All goals once more, at the end. */
export function printVerdicts(): void {
  console.log('goals of meshmedic logs')
  for (const verdict of verdicts) console.log(`  ${verdict.replace('goal: ', '')}`)
}
