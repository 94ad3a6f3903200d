import { MeshmedicError } from './errors.ts'

/** Prints an error in its three parts; what is a bug of ours keeps its stack. */
export function printError(error: unknown, stream: { write: (text: string) => unknown }): void {
  if (error instanceof MeshmedicError) {
    stream.write(`error: ${error.message}\n  why: ${error.why}\n  try: ${error.tryThis}\n`)
    return
  }
  const known = error as { oclif?: { exit?: number }, code?: string, message?: string, suggestions?: readonly string[], stack?: string }
  if (known.code === 'EEXIT') return
  if (known.oclif !== undefined) {
    const [first = '', ...rest] = (known.message ?? '').split('\n')
    stream.write(`error: ${first}\n${rest.filter(line => line.trim() !== '').map(line => `  ${line}\n`).join('')}`)
    stream.write('  why: The command line cannot be read as typed.\n  try: `meshmedic help` lists the commands, `meshmedic COMMAND --help` its flags.\n')
    return
  }
  stream.write(`error: meshmedic failed: ${known.message ?? String(error)}\n  why: This is a bug of meshmedic.\n`
    + `  try: Run it again with one piece of evidence less; report it with this:\n${known.stack ?? ''}\n`)
}
