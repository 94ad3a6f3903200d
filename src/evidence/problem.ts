/** Something in the evidence that could not be read as it should; recorded, never thrown, printed in every report. */
export interface Problem {
  /** The file, bundle entry or URL. */
  source: string
  /** Counts from 1. */
  line?: number
  message: string
}
