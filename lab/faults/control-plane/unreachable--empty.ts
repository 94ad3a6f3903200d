import { refuseStreams } from '../../refused-stream.ts'

export default refuseStreams('control-plane/unreachable', { code: 14, message: '' }, 35)
