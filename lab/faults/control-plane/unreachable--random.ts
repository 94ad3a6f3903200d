import { refuseStreams } from '../../refused-stream.ts'

export default refuseStreams('control-plane/unreachable', { code: 14, message: 'k2~ pale; 6' }, 35)
