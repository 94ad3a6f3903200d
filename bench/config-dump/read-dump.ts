/** Reads a config_dump as the program does; tells its own peak memory on standard error. */
import { closeSync, openSync, readSync } from 'node:fs'
import { ConfigDumpReader } from '../../src/sources/envoy-admin/config-dump/config-dump-reader.ts'

const problems: { source: string, message: string }[] = []
const [file = ''] = process.argv.slice(2)
const reader = new ConfigDumpReader(file, problems)
const open = openSync(file, 'r')
const chunk = Buffer.allocUnsafe(1 << 20)
for (let length = readSync(open, chunk); length > 0; length = readSync(open, chunk)) reader.write(chunk.subarray(0, length))
closeSync(open)
const { clusters, routeConfigs, endpoints } = reader.end()
console.log(clusters.length, routeConfigs.length, endpoints?.size, problems.length)
console.error(`peak ${process.resourceUsage().maxRSS}`)
