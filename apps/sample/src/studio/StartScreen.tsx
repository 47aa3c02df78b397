import { useConnection, useLabels, Visualizer } from '@parley/react'
import { describeError } from './describeError.ts'

/** One sentence, one button, one line about the microphone; after a failure, what happened and the way on. */
export function StartScreen() {
  const connection = useConnection()
  const labels = useLabels()
  return (
    <div className="start">
      <Visualizer.Orb className="start-orb" {...(connection.status === 'disconnected' ? { state: 'idle' } : {})} />
      <h2>Talk to Nora.</h2>
      <p>Ask about the weather, plan a trip, book a room. She listens while she speaks, so you can cut in.</p>
      {connection.status === 'error' && (
        <p className="start-error" role="alert">
          {describeError(connection.error, labels)}
        </p>
      )}
    </div>
  )
}
