/** How a mesh report is printed. `width` in columns. */
export interface MeshReportOptions {
  width: number
  color: boolean
  /** Everything, instead of what fits a screen. */
  all: boolean
}
