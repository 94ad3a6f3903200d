import { refuseStreams } from '../../refused-stream.ts'

export default refuseStreams('control-plane/grpc-internal', { code: 13, message: 'tt9, o_o 4' })
