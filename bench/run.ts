/** Runs every benchmark, one after the other: `npm run bench`, or `npm run bench -- start-up` for some. */
import { readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** What benchmarks share, and makers of their inputs. */
const notClaims = /^(?:run|measure|generate-.*)\.ts$/

const asked = process.argv.slice(2)
for (const file of readdirSync('bench').filter(name => name.endsWith('.ts') && !notClaims.test(name)).sort()) {
  const name = file.replace(/\.ts$/, '')
  if (asked.length > 0 && !asked.includes(name)) continue
  await import(pathToFileURL(`bench/${file}`).href)
}
