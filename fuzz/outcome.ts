import type { Problem } from '../src/evidence/problem.ts'

/** What a parser said, without what it quotes of its input: numbers and quoted texts are left out, a message's beginning counts. */
export function sayProblems(problems: readonly Problem[]): string {
  let said = ''
  for (const { message } of problems.slice(0, 4)) said += `;${message.slice(0, 48).replace(/\d+|["'].*$/gs, '#').slice(0, 32)}`
  return said
}

/** How many, in the steps none, one, some, many. */
export function sayCount(count: number): string {
  return count === 0 ? '0' : count === 1 ? '1' : count < 10 ? 'some' : 'many'
}
