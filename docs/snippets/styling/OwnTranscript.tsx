import { useTranscriptIds, useTranscriptItem } from '@parley/react'

export function OwnTranscript() {
  const ids = useTranscriptIds({ roles: ['user', 'assistant'] })
  return (
    <ol>
      {ids.map((id) => (
        <Row key={id} id={id} />
      ))}
    </ol>
  )
}

function Row({ id }: { id: string }) {
  const { role, heard, unheard, agentName } = useTranscriptItem(id)
  return (
    <li>
      <b>{role === 'user' ? 'You' : agentName}:</b> {heard}
      <span style={{ opacity: 0.6 }}>{unheard}</span>
    </li>
  )
}
