import { refuseStreams } from '../../refused-stream.ts'

export default refuseStreams('control-plane/grpc-resource-exhausted', { code: 8, message: 'wq-7 +: 31' }, 35)
