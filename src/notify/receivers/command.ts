import { spawn } from 'node:child_process'
import { composeText } from '../compose.ts'
import type { Message } from '../notice.ts'
import type { Delivery, DeliveryContext, ReceiverSettings } from '../receiver.ts'
import { fillTemplate, type Template } from '../template.ts'

const longestSeconds = 30

/**
 * Runs a program without a shell: the notice as JSON on its standard input, or the user's template; names from a proxy are never
 * arguments. Exit code 0 is delivered; anything else is tried again.
 */
export async function deliverToCommand({ run }: Extract<ReceiverSettings, { kind: 'command' }>, message: Message, template: Template | undefined, { signal }: DeliveryContext): Promise<Delivery> {
  const [program = '', ...args] = run
  const input = message.what !== 'notice' ? composeText(message) : template === undefined ? `${JSON.stringify(message.notice)}\n` : fillTemplate(template, message.notice, text => text)
  return new Promise(resolve => {
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'], timeout: longestSeconds * 1000, killSignal: 'SIGKILL', signal })
    child.on('error', error => resolve({ result: 'again', why: `${program}: ${(error as { code?: string }).code ?? error.message}` }))
    child.on('close', (code, killed) => resolve(code === 0 ? { result: 'delivered' } : { result: 'again', why: code === null ? `${program} was ended by ${killed ?? 'a signal'} after ${longestSeconds} s at the most` : `${program} ended with ${code}` }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
