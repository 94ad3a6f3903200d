import { Absent } from '../../evidence/absent.ts'
import { records, type RecordName } from '../../evidence/schema.ts'
import { fieldType } from './field-types.ts'

/** A record of evidence as expressions see it: declared fields only, nested records wrapped once, Absent thrown on reading. */
export type View = object

type ViewClass = new (raw: Readonly<Record<string, unknown>>) => View

/** Wraps each piece of evidence once per run, so that `==` on views is identity of evidence. */
const wrapped = new WeakMap<object, unknown>()

/** One class per record of the schema; the rule language needs a constructor to know a value's type. */
export const viewClasses: ReadonlyMap<RecordName, ViewClass> = new Map(
  (Object.keys(records) as RecordName[]).map(name => [name, defineViewClass(name)]),
)

/** Wraps a plain record of evidence for expressions. */
export function viewOf(name: RecordName, raw: object): View {
  const known = wrapped.get(raw)
  if (known !== undefined) return known as View
  const View = viewClasses.get(name)
  if (View === undefined) throw new Error(`no record ${name}`)
  const view = new View(raw as Readonly<Record<string, unknown>>)
  wrapped.set(raw, view)
  return view
}

function defineViewClass(name: RecordName): ViewClass {
  const View = class {
    readonly raw: Readonly<Record<string, unknown>>
    constructor(raw: Readonly<Record<string, unknown>>) {
      this.raw = raw
    }
  }
  Object.defineProperty(View, 'name', { value: name })
  for (const field of Object.keys(records[name])) {
    const { element, isList } = fieldType(name, field)
    Object.defineProperty(View.prototype, field, {
      enumerable: true,
      get(this: InstanceType<typeof View>) {
        const value = this.raw[field]
        if (value instanceof Absent) throw value
        if (value === undefined || element === undefined) return value
        return isList ? wrapList(element, value as readonly object[]) : viewOf(element, value as object)
      },
    })
  }
  return View
}

function wrapList(element: RecordName, list: readonly object[]): unknown {
  const known = wrapped.get(list)
  if (known !== undefined) return known
  const views = list.map(item => viewOf(element, item))
  wrapped.set(list, views)
  return views
}
