import { refuseStreams } from '../../refused-stream.ts'

export default refuseStreams('control-plane/grpc-other', { code: 12, message: '' })
