import { refuseStreams } from '../../refused-stream.ts'

export default refuseStreams('control-plane/grpc-permission-denied', { code: 7, message: '' })
