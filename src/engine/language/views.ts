import { Absent } from '../../evidence/absent.ts'
import { records, type RecordName } from '../../evidence/schema.ts'
import { fieldType } from './field-types.ts'

/** A record of evidence as expressions see it: declared fields only, nested records wrapped once, Absent thrown on reading. */
export type View = object

type ViewClass = new (raw: Readonly<Record<string, unknown>>) => View

/**
 * Where a piece of evidence keeps what it is wrapped in: each is wrapped once, so that `==` on views is identity of evidence. A weak map of a
 * hundred thousand pieces would cost more than all judging.
 */
const wrapped = Symbol('view')
type Wrappable = object & { [wrapped]?: unknown }

/** One class per record of the schema; the rule language needs a constructor to know a value's type. */
export const viewClasses: ReadonlyMap<RecordName, ViewClass> = new Map(
  (Object.keys(records) as RecordName[]).map(name => [name, defineViewClass(name)]),
)

/** Wraps a plain record of evidence for expressions. */
export function viewOf(name: RecordName, raw: object): View {
  const known = (raw as Wrappable)[wrapped]
  if (known !== undefined) return known as View
  const View = viewClasses.get(name)
  if (View === undefined) throw new Error(`no record ${name}`)
  const view = new View(raw as Readonly<Record<string, unknown>>)
  remember(raw, view)
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
  const known = (list as Wrappable)[wrapped]
  if (known !== undefined) return known
  const views = list.map(item => viewOf(element, item))
  remember(list, views)
  return views
}

/** Never seen by what looks over the evidence's own members. */
function remember(raw: object, view: unknown): void {
  Object.defineProperty(raw, wrapped, { value: view })
}
