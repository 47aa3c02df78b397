import type { Meta, StoryObj } from '@storybook/react-vite'
import { ConnectionError } from '@parley/core'
import { StorySession, told, type StorySessionProps } from '../testing/StorySession.tsx'
import * as Session from './Session.parts.ts'

const meta: Meta<StorySessionProps> = {
  play: told,
  title: 'Session',
  parameters: {
    parts: ['Session'],
    docs: {
      description: {
        component:
          'Start and End, the state of the connection in a word, the time, and what went wrong. `Session.ConnectButton` connects inside the press, so that the browser lets sound in and out.',
      },
    },
  },
  component: StorySession,
  render: (props) => (
    <StorySession {...props}>
      <div
        style={{
          display: 'grid',
          gap: 16,
          justifyItems: 'center',
          width: 'min(420px, calc(100vw - 32px))',
          textAlign: 'center',
        }}
      >
        <Session.Root>
          <Session.StatusDot />
          <Session.StatusText />
          <Session.Timer />
        </Session.Root>
        <Session.ErrorMessage />
        <div style={{ display: 'flex', gap: 8 }}>
          <Session.ConnectButton />
          <Session.DisconnectButton />
          <Session.RetryButton />
        </div>
      </div>
    </StorySession>
  ),
}
export default meta
type Story = StoryObj<StorySessionProps>

const lost = (): ConnectionError =>
  new ConnectionError('closed_by_server', 'The connection was lost.', { retryable: true })
const failing = (
  code: 'handshake_failed' | 'client_secret_failed' | 'session_expired' | 'reconnect_gave_up',
): Story => ({
  args: {
    script: async ({ session, server }) => {
      const gate = server.holdNextConnect()
      const attempt = session.connect().catch(() => {})
      gate.fail(new ConnectionError(code, 'It failed.'))
      await attempt
    },
  },
})

export const Disconnected: Story = { args: { script: () => {} } }
export const Connecting: Story = {
  args: {
    script: ({ session, server }) => {
      server.holdNextConnect()
      void session.connect().catch(() => {})
    },
  },
}
export const Connected: Story = {}
export const Reconnecting: Story = {
  args: {
    script: async ({ connect, server }) => {
      await connect()
      server.holdNextConnect()
      server.drop(lost())
    },
  },
}
export const ServerUnreachable: Story = failing('handshake_failed')
export const NoClientSecret: Story = failing('client_secret_failed')
export const Expired: Story = failing('session_expired')
export const GaveUp: Story = failing('reconnect_gave_up')
export const Ended: Story = {
  args: {
    script: async ({ connect, session }) => {
      await connect()
      await session.close()
    },
  },
}
