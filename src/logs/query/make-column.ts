import { isNumberField, type FieldPlan } from '../../sources/logs/scan/field-plan.ts'
import { FlagsColumn, NumberColumn, PathColumn, TextColumn, type Column, type RowSet } from '../../sources/logs/summary/columns.ts'
import { GrpcColumn } from '../../sources/logs/summary/grpc-column.ts'

/** The column of a field to group by: paths without their identifiers, flags short, `grpc` the status of gRPC requests. */
export function makeColumn(plan: FieldPlan, field: string): Column {
  switch (field) {
    case 'flags': return new FlagsColumn(plan)
    case 'path': return new PathColumn(plan)
    case 'grpc': return new GrpcColumn(plan)
    case 'cluster': return new TextColumn(plan, 'cluster', 'clusterRaw')
    case 'upstream': return new TextColumn(plan, 'upstream', 'upstreamAddress')
    default: return isNumberField(field) ? new NumberColumn(plan, field) : new TextColumn(plan, field)
  }
}

/** The name of the input that is being read, the same for all rows of a batch. */
export class SourceColumn implements Column {
  readonly overflow = -2
  readonly #names: string[] = []
  #current = 0

  /** What follows is of this input. */
  enter(name: string): void {
    this.#current = this.intern(name)
  }

  read({ count }: RowSet, into: Int32Array): void {
    into.fill(this.#current, 0, count)
  }

  valueOf(id: number): string {
    return this.#names[id - 1] ?? ''
  }

  intern(value: string | number): number {
    const known = this.#names.indexOf(String(value))
    return known >= 0 ? known + 1 : this.#names.push(String(value))
  }
}
