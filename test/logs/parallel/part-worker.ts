/** The built program of a thread that tests start. */
import '../../../src/logs/parallel/part-worker.ts'
