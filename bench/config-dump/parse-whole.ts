/** The peer: the whole file through JSON.parse, and no work on what it holds; tells its own peak memory on standard error. */
import { readFileSync } from 'node:fs'

const { configs } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { configs: unknown[] }
console.log(configs.length)
console.error(`peak ${process.resourceUsage().maxRSS}`)
