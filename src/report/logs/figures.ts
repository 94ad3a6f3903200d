import { formatNumber } from '../phrases.ts'

/** `3.3 %`, `<0.1 %`, `100 %` only where it is all; empty without a denominator. */
export function share(part: number, whole: number): string {
  if (whole === 0) return ''
  if (part === 0) return '0 %'
  if (part === whole) return '100 %'
  const percent = part / whole * 100
  if (percent < 0.1) return '<0.1 %'
  if (percent > 99.9) return '>99.9 %'
  return `${percent < 10 ? percent.toFixed(1) : percent >= 99 ? percent.toFixed(1) : Math.round(percent)} %`
}

/** Whole milliseconds; a dash where nothing was measured. */
export function milliseconds(value: number | null): string {
  return value === null ? '-' : formatNumber(Math.round(value))
}

/** Requests a second over a span; empty where they are too rare to speak of a rate. */
export function rate(requests: number, seconds: number): string {
  const perSecond = requests / seconds
  if (perSecond < 0.01) return ''
  return `${perSecond >= 100 ? formatNumber(Math.round(perSecond)) : perSecond >= 1 ? perSecond.toFixed(1) : perSecond.toPrecision(2)} per s`
}

/** `11:02:17`, or with its day where the span covers several. */
export function clock(iso: string, withDay: boolean): string {
  return withDay ? `${iso.slice(5, 10)} ${iso.slice(11, 16)}` : iso.slice(11, 19)
}

/** The first sentence of a text. */
export function firstSentence(text: string): string {
  return /^.*?[.!?](?= [A-Z`])/s.exec(text)?.[0] ?? text
}

/** `2 min`, `10 s`: the width of a slice. */
export function sliceWidth(seconds: number): string {
  if (seconds >= 86_400 && seconds % 86_400 === 0) return seconds === 86_400 ? 'day' : `${seconds / 86_400} days`
  if (seconds >= 3_600 && seconds % 3_600 === 0) return seconds === 3_600 ? 'hour' : `${seconds / 3_600} h`
  if (seconds >= 60 && seconds % 60 === 0) return seconds === 60 ? 'minute' : `${seconds / 60} min`
  return seconds === 1 ? 'second' : `${seconds} s`
}
