export { createPreparedVoice } from './voice/preparedVoice.ts'
