import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { flush, run } from '@oclif/core'
import { CollectError, MeshmedicError } from './errors.ts'
import { printError } from './print-error.ts'

/** Where package.json lies: this file is built to dist/run.js. */
const root = dirname(dirname(fileURLToPath(import.meta.url)))

// Before oclif's own listener, which throws.
process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no error.
  if (error.code === 'EPIPE') process.exit(0)
  printError(new CollectError({
    what: 'The output cannot be written to standard output.', why: error.message, tryThis: 'Send it where there is room left, or into a file: -o table=FILE.',
  }), process.stderr)
  process.exit(2)
})

try {
  await run(process.argv.slice(2), root)
  await flush()
} catch (error) {
  process.exitCode = exitCodeOf(error)
  if (process.exitCode !== 0) printError(error, process.stderr)
}

/** 2 for every failure to run; oclif's own `exit()` carries its code. */
function exitCodeOf(error: unknown): number {
  if (error instanceof MeshmedicError) return 2
  const code = (error as { oclif?: { exit?: number } }).oclif?.exit
  return code ?? 2
}
