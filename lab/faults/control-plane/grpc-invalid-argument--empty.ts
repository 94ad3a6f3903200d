import { refuseStreams } from '../../refused-stream.ts'

export default refuseStreams('control-plane/grpc-invalid-argument', { code: 3, message: '' })
