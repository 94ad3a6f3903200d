/** An address that takes no connection and refuses none: a process that listens with the shortest queue, is stopped, and has its queue full. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface BlackHole { stop(): void }

const listens = "require('node:net').createServer().listen({ host: process.argv[1], port: Number(process.argv[2]), backlog: 1 }, () => process.stdout.write('x'))"

/** From then on Linux drops every further SYN to that port, as a security group does. */
export async function startBlackHole(address: string, port: number): Promise<BlackHole> {
  const child = spawn(process.execPath, ['-e', listens, address, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGSTOP')
  const waiting = Array.from({ length: 8 }, () => connect(port, address).on('error', () => undefined))
  await sleep(300)
  return {
    stop: () => {
      for (const socket of waiting) socket.destroy()
      child.kill('SIGKILL')
    },
  }
}
