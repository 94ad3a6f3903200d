import type { Setting } from '../configuration/setting.ts'

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** Whether a label is of Prometheus' own (`__scheme__`, `__meta_…`): it never reaches a metric. */
export function isInternalLabel(name: string): boolean {
  return name.startsWith('__')
}

/** Labels of a group of targets; a name that Prometheus would not take is a mistake. */
export function readLabels(setting: Setting): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const [name, value] of setting.entries()) {
    const text = value.text()
    if (!labelName.test(name)) value.reject(`is no name of a label: ${labelName.source}`)
    else if (text !== undefined && !isInternalLabel(name)) labels[name] = text
  }
  return labels
}
