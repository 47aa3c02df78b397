import { registerCapture } from '../audio/capture/captureProcessor.ts'
import { registerPlayback } from '../audio/playback/playbackProcessor.ts'
import { registerRecorder } from '../audio/recording/recorderProcessor.ts'

// The one module of the audio thread. It is built into one file without imports.
registerCapture()
registerPlayback()
registerRecorder()
