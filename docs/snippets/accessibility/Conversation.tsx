import { Captions, Mic, Session, Transcript } from '@parley/react'

export function Conversation() {
  return (
    <main>
      <Session.Root>
        <Session.StatusText />
        <Session.ConnectButton /> <Session.DisconnectButton />
        <Session.ErrorMessage />
      </Session.Root>
      <Mic.Root>
        <Mic.Toggle />
        <Mic.PushToTalk mode="toggle" />
        <Mic.MutedSpeakingHint />
      </Mic.Root>
      <Transcript.Root>
        <Transcript.List />
        <Transcript.Announcer verbosity="turns" />
      </Transcript.Root>
      <Captions.Root />
    </main>
  )
}
