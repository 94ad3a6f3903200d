/** The built worker that tests start. */
import '../../../../src/sources/logs/workers/count-worker.ts'
