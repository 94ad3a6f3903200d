import { refuseStreams } from '../../refused-stream.ts'

export default refuseStreams('control-plane/grpc-unauthenticated', { code: 16, message: '' })
