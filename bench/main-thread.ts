/** Loaded before a measured program: tells at its end how long its main thread ran, which is what a person waits for where other cores are free for the collector and the compiler. Linux alone knows. */
import { readFileSync, writeSync } from 'node:fs'

process.on('exit', () => {
  try {
    const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
    writeSync(2, `\nmain thread ${Number(nanoseconds) / 1e6}\n`)
  } catch {
    // Without it the processor's time of all threads counts.
  }
})
