/** The built program of a thread that tests start. */
import '../../../src/logs/parallel/inflate-worker.ts'
