import { writeMicrophoneWav } from '@parley/local-server/speech'

await writeMicrophoneWav('question.wav', [{ text: 'What is the weather like in Paris?' }])
