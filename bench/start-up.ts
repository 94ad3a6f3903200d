/** Claim: a local command starts within twice the time of an empty Node process, and a small saved proxy is diagnosed within 0.4 s. */
import { measureInTurn, printMeasured } from './measure.ts'

const node = process.execPath

printMeasured('start-up, whole process, against an empty Node process', measureInTurn([
  { name: 'meshmedic rules show tls/verified', command: node, args: ['bin/run.js', 'rules', 'show', 'tls/verified'] },
  { name: 'meshmedic rules list', command: node, args: ['bin/run.js', 'rules', 'list'] },
  { name: 'meshmedic --version', command: node, args: ['bin/run.js', '--version'] },
  { name: 'node -e 0', command: node, args: ['-e', '0'] },
], 15))

printMeasured('diagnose of one saved small proxy, against what a person greps', measureInTurn([
  { name: 'meshmedic diagnose fixtures/tls-upstream-san-mismatch/checkout', command: node, args: ['bin/run.js', 'diagnose', 'fixtures/tls-upstream-san-mismatch/checkout'] },
  { name: 'grep fail_verify stats-1.txt stats-2.txt', command: 'grep', args: ['fail_verify', 'fixtures/tls-upstream-san-mismatch/checkout/stats-1.txt', 'fixtures/tls-upstream-san-mismatch/checkout/stats-2.txt'] },
], 9))
