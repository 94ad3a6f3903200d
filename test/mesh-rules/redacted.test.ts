import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { diagnose } from '../../src/diagnose.ts'
import type { Report } from '../../src/engine/report.ts'
import { openBundle } from '../../src/snapshot/bundle/open-bundle.ts'
import { saveBundle } from '../../src/snapshot/bundle/save-bundle.ts'
import { openSaved } from '../../src/snapshot/saved/open-saved.ts'
import type { Snapshot } from '../../src/snapshot/snapshot.ts'
import { sniffKind } from '../../src/sources/sniff.ts'
import { changes, none, readBase, ruleSet, tool, type Change } from './base.ts'

/** Equal but for the words: what redaction must not change. */
const gist = ({ findings }: Report): string[] => findings.map(({ rule, subject, severity }) => `${severity} ${rule} ${subject}`)

const judge = (snapshot: Snapshot): Promise<Report> => diagnose(snapshot, ruleSet(), { tool, at: undefined })

/** A mesh's files in a folder of their own, one of them changed. */
function writeBase(change: Change, folder: string): void {
  mkdirSync(folder)
  for (const { file, document } of readBase(dirname(change.file), change)) {
    writeFileSync(join(folder, basename(file).replace(/yaml$/, 'json')), JSON.stringify(document, null, 4))
  }
}

describe('redacted bundles of App Mesh resources', () => {
  for (const change of changes) {
    it(`give the same findings: ${change.rule}, ${change.file} ${change.at}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'meshmedic-mesh-'))
      try {
        writeBase(change, join(folder, 'mesh'))
        const saved = await openSaved([join(folder, 'mesh')], none, sniffKind)
        const raw = await judge(saved)
        await saveBundle(saved, join(folder, 'bundle.tgz'), { tool, redact: true })
        await saved.close()
        const bundle = await openBundle(join(folder, 'bundle.tgz'))
        const redacted = await judge(bundle)
        await bundle.close()
        assert.ok(raw.findings.some(({ rule }) => rule === change.rule))
        assert.deepEqual(gist(redacted), gist(raw))
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  }
})
