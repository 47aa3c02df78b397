import { useMicrophone } from '@parley/react'

export function MicrophoneLine() {
  const microphone = useMicrophone()
  switch (microphone.status) {
    case 'live':
      return <p>{microphone.muted ? 'Muted' : `Listening with ${microphone.device.label}`}</p>
    case 'error':
      return (
        <p>
          {microphone.error.message} <button onClick={() => void microphone.retry()}>Try again</button>
        </p>
      )
    case 'interrupted':
      return <p>The microphone was taken away ({microphone.cause}).</p>
    default:
      return <p>The microphone is off.</p>
  }
}
