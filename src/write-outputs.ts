import { writeFile } from 'node:fs/promises'
import type { Report } from './engine/report.ts'
import { CollectError, UsageError } from './errors.ts'
import { decideColor, type ColorChoice } from './color.ts'
import { reporters, type Format } from './report/index.ts'

/** One `-o`: a format, and the file it goes to; undefined is standard output. */
export interface Output { format: Format, file: string | undefined }

/** @throws UsageError for a format that is none, or for two formats on standard output */
export function parseOutputs(texts: readonly string[]): Output[] {
  const outputs = texts.map(text => {
    const [format = '', ...file] = text.split('=')
    if (!Object.hasOwn(reporters, format)) {
      throw new UsageError({
        what: `${JSON.stringify(format)} is no output format.`,
        why: `There are ${Object.keys(reporters).join(', ')}.`,
        tryThis: 'Write -o json, or -o json=report.json to print into a file.',
      })
    }
    return { format: format as Format, file: file.length === 0 ? undefined : file.join('=') }
  })
  if (outputs.filter(output => output.file === undefined).length > 1) {
    throw new UsageError({
      what: 'Two formats would go to standard output.',
      why: 'Whoever reads it could not tell them apart.',
      tryThis: 'Send all but one into files: -o table -o json=report.json.',
    })
  }
  return outputs
}

/** Renders the report once for each output; a file gets no colour. @throws CollectError when a file cannot be written */
export async function writeOutputs(report: Report, outputs: readonly Output[], options: { all: boolean, verbose: boolean, color: ColorChoice }): Promise<void> {
  for (const { format, file } of outputs) {
    const render = await reporters[format]()
    const text = render(report, {
      width: file === undefined ? terminalWidth() : 100,
      color: file === undefined && decideColor(options.color, process.stdout, process.env),
      all: options.all, verbose: options.verbose,
    })
    if (file === undefined) process.stdout.write(text)
    else await writeReport(file, text)
  }
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new CollectError({
      what: `The report cannot be written to ${file}.`,
      why: error instanceof Error ? error.message : String(error),
      tryThis: 'Give a path in a folder that exists and can be written to, with room left.',
    }, { cause: error })
  }
}

function terminalWidth(): number {
  const columns = process.stdout.columns as number | undefined
  return columns ?? (Number(process.env.COLUMNS) || 100)
}
