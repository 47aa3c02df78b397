import { makeRecordings } from './recordings.ts'

export default makeRecordings
