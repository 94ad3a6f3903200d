/**
 * Measures `meshmedic logs` itself, whole process, in turn with what a person would take instead. Goals, over 5 M lines (1.1 GB) of Envoy's
 * default format with damaged lines among them, counted by code and flags, with p50 and p99 of each authority: at most 0.5x the time of
 * `mawk` with the same query (0.65x on one processor), 25x faster than GoAccess, 6x than lnav, at most 110 MiB, the same for 50 M lines; the
 * whole screen at most 2x that query. Over 1 M lines: JSON 12x faster than Miller and 7x than jq on one processor; from gzip at most 0.8x
 * `zcat | wc -l`; from a pipe at most 1.5x of from a file, a format of one's own 1.3x, a condition 1.5x. Each is printed as met or missed.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { customFormat, makeAccessLog } from './generate-access-log.ts'
import { compare, printVerdicts } from './logs/goals.ts'
import type { Command } from './measure.ts'

const query = ['--by', 'code,flags', '--by', 'authority', '--top', '10000']
const ours = (name: string, ...args: readonly string[]): Command => ({ name, command: process.execPath, args: ['bin/run.js', 'logs', ...args] })
const shell = (name: string, line: string): Command => ({ name, command: 'sh', args: ['-c', line] })
const quoted = (args: readonly string[]): string => args.map(arg => `'${arg.replaceAll("'", "'\\''")}'`).join(' ')
/** On one processor, so in one thread; so is what it is compared with. */
const pinned = ({ name, command, args }: Command): Command => shell(name, `taskset -c 0 ${command === 'sh' ? `sh -c ${quoted(args.slice(1))}` : quoted([command, ...args])}`)
const taskset = { taskset: 'util-linux' }

const long = makeAccessLog('default', 5_000_000)
const log = makeAccessLog('default', 1_000_000)
const json = makeAccessLog('json', 1_000_000)
const custom = makeAccessLog('custom', 1_000_000)
const zipped = `${log}.gz`
if (!existsSync(zipped)) spawnSync('sh', ['-c', `gzip -c ${log} > ${zipped}`])

const mawk = shell('mawk', `mawk -f bench/logs/count-lines.awk ${long}`)
compare({
  title: 'access log, 5 M lines', runs: 5, needs: { mawk: 'mawk' },
  commands: [ours('query', ...query, long), ours('screen', long), mawk],
  goals: [{ of: 'query', atMost: 0.5, timesOf: 'mawk' }, { of: 'screen', atMost: 2, timesOf: 'query' }, { of: 'query', mebibytesAtMost: 110 }, { of: 'screen', mebibytesAtMost: 110 }],
})
compare({
  title: 'access log, 5 M lines, one processor', runs: 3, needs: { ...taskset, mawk: 'mawk' },
  commands: [pinned(ours('query', ...query, long)), pinned(ours('screen', long)), pinned(mawk)],
  goals: [{ of: 'query', atMost: 0.65, timesOf: 'mawk' }, { of: 'screen', atMost: 2, timesOf: 'query' }],
})
const goaccessFormat = '[%dT%t.%^] "%m %U %H" %s %^ %^ %b %L %^ "%^" "%u" "%^" "%v" "%h:%^"'
mkdirSync('.cache/bench/lnav/formats/envoy', { recursive: true })
cpSync('bench/logs/lnav-format.json', '.cache/bench/lnav/formats/envoy/format.json')
compare({
  title: 'access log, 5 M lines: GoAccess (other panels, upstream as host), lnav (counts by code and flags alone)', runs: 1, needs: { goaccess: 'goaccess', lnav: 'lnav' },
  commands: [
    ours('query', ...query, long),
    shell('GoAccess', `goaccess ${long} --log-format='${goaccessFormat}' --date-format=%Y-%m-%d --time-format=%T --no-ip-validation --no-global-config -o json > /dev/null 2>&1`),
    shell('lnav', `lnav -I .cache/bench/lnav -n -c ';SELECT code, flags, count(*) FROM envoy_default GROUP BY code, flags' ${long} > /dev/null`),
  ],
  goals: [{ of: 'query', timesFasterThan: 'GoAccess', atLeast: 25 }, { of: 'query', timesFasterThan: 'lnav', atLeast: 6 }],
})
compare({
  title: 'access log, 1 M lines: memory', runs: 3, commands: [ours('query', ...query, log), ours('screen', log)],
  goals: [{ of: 'query', mebibytesAtMost: 110 }, { of: 'screen', mebibytesAtMost: 110 }],
})
compare({
  title: 'access log, 50 M lines through a pipe: memory', runs: 1,
  commands: [shell('screen', `cat ${Array.from({ length: 10 }, () => long).join(' ')} | ${process.execPath} bin/run.js logs -`)],
  goals: [{ of: 'screen', mebibytesAtMost: 110 }],
})
const file = ours('from a file', ...query, log)
compare({
  title: 'access log, 1 M lines, one processor: other ways to the same count', runs: 5, needs: taskset,
  commands: [
    pinned(shell('from a pipe', `cat ${log} | ${quoted([process.execPath, 'bin/run.js', 'logs', ...query])} -`)), pinned(ours('in a format of one\'s own', ...query, custom, '--format', customFormat)),
    pinned(ours('with a condition', ...query, log, '--where', 'code >= 400 && authority.startsWith("o")')), pinned(file),
  ],
  goals: [
    { of: 'from a pipe', atMost: 1.5, timesOf: file.name }, { of: 'in a format of one\'s own', atMost: 1.3, timesOf: file.name }, { of: 'with a condition', atMost: 1.5, timesOf: file.name },
  ],
})
compare({
  title: 'access log, 1 M lines, gzip', runs: 7, needs: { zcat: 'gzip' },
  commands: [ours('query', ...query, zipped), ours('screen', zipped), shell('zcat | wc -l', `zcat ${zipped} | wc -l`)],
  goals: [{ of: 'query', atMost: 0.8, timesOf: 'zcat | wc -l' }, { of: 'screen', atMost: 0.8, timesOf: 'zcat | wc -l' }],
})
compare({
  title: 'JSON lines, 1 M, one processor', runs: 1, needs: { ...taskset, mlr: 'miller', jq: 'jq' },
  commands: [
    pinned(ours('query', ...query, json)), pinned(shell('Miller', `mlr --ijsonl --ojson count-distinct -f response_code,response_flags ${json} > /dev/null`)),
    pinned(shell('jq', `jq -c '[.response_code, .response_flags, .authority, .duration]' ${json} > /dev/null`)),
  ],
  goals: [{ of: 'query', timesFasterThan: 'Miller', atLeast: 12 }, { of: 'query', timesFasterThan: 'jq', atLeast: 7 }],
})
printVerdicts()
