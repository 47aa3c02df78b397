import { useSession } from '@parley/react'
import { suggestions } from './agents.ts'

/** What can be said here, and what it shows. A press says it. */
export function Suggestions({ title, disabled = false }: { title: string; disabled?: boolean }) {
  const session = useSession()
  return (
    <section className="suggestions">
      <h2>{title}</h2>
      <ul>
        {suggestions.map(({ say, shows }) => (
          <li key={say}>
            <button type="button" disabled={disabled} onClick={() => session.sendMessage(say, { when: 'interrupt' })}>
              {say} <small>{shows}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
