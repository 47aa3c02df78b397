import { Mic, Session, Transcript } from '@parley/react'

export function Parts() {
  return (
    <>
      <Session.StatusDot className={({ state }) => (state === 'connected' ? 'dot dot-on' : 'dot')} />
      <Mic.Toggle render={(props) => <button {...props} className="my-button" />} />
      <Transcript.Root>
        <Transcript.List>
          {(id) => (
            <Transcript.Item id={id}>
              <Transcript.Speaker />
              <Transcript.Text />
            </Transcript.Item>
          )}
        </Transcript.List>
      </Transcript.Root>
    </>
  )
}
