import type { Setting } from '../../configuration/setting.ts'

/** Findings that someone has decided to live with, until a day. */
export interface Suppression {
  /** Rule, or family with a slash at its end (`tls/`). */
  rule: string
  /** Target id or endpoint, `*` stands for anything. */
  target: string
  /** Envoy's or the mesh's name of the subject, `*` stands for anything. */
  subject: string
  reason: string
  owner: string
  /** Milliseconds since the epoch: the end of that day, UTC. */
  expires: number
  /** `suppressions[2]`, to name it by. */
  place: string
}

/** Reads the list; each must say why, who and until when. */
export function readSuppressions(setting: Setting | undefined): Suppression[] {
  return (setting?.items() ?? []).map(item => {
    const { rule, target, subject, reason, owner, expires } = item.fields(['rule', 'target', 'subject', 'reason', 'owner', 'expires'])
    const demanded = { rule, reason, owner, expires }
    for (const [name, value] of Object.entries(demanded)) if (value === undefined) item.reject(`lacks ${name}`)
    const filled = (value: Setting | undefined): string => {
      const text = value?.text() ?? ''
      if (value !== undefined && text.trim() === '') value.reject('is empty')
      return text
    }
    return { rule: filled(rule), target: target?.text() ?? '*', subject: subject?.text() ?? '*', reason: filled(reason), owner: filled(owner), expires: readDay(expires), place: item.path }
  })
}

function readDay(setting: Setting | undefined): number {
  const text = setting?.text() ?? ''
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  // 2026-02-31 rolls over to March.
  if (setting !== undefined && (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== text)) setting.reject('is a day: 2026-12-31')
  return start + 86_400_000
}
