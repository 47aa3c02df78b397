import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ComponentType } from 'react'
import { RealtimeAgent } from '@parley/core'
import { StorySession, told, wait, type StorySessionProps } from '../testing/StorySession.tsx'
import * as Visualizer from './Visualizer.parts.ts'

const poses: readonly Visualizer.Pose[] = [
  'disconnected',
  'connecting',
  'idle',
  'listening',
  'thinking',
  'tool',
  'speaking',
  'both',
  'interrupted',
  'muted',
  'reconnecting',
  'error',
]

/** One picture in every pose, with voices that never stop. */
const sheet = (Picture: ComponentType<Visualizer.VisualizerProps>, size?: number, motion?: 'reduced'): Story => ({
  parameters: { layout: 'fullscreen' },
  args: { voices: ['mic', 'agent'] },
  render: (props) => (
    <StorySession {...props}>
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(180px, 1fr))',
          gap: 1,
          background: 'var(--rt-line)',
          padding: 1,
        }}
      >
        {poses.map((pose) => (
          <figure
            key={pose}
            style={{
              margin: 0,
              padding: 20,
              display: 'grid',
              gap: 12,
              justifyItems: 'center',
              alignContent: 'space-between',
              background: 'var(--rt-surface)',
            }}
          >
            <Picture state={pose} {...(size ? { size } : {})} {...(motion ? { motion } : {})} />
            <figcaption>{pose}</figcaption>
          </figure>
        ))}
      </div>
    </StorySession>
  ),
})

const meta: Meta<StorySessionProps> = {
  play: told,
  title: 'Visualizer',
  parameters: {
    parts: ['Visualizer'],
    docs: {
      description: {
        component:
          'Six pictures with one contract: you above the line, the agent below it. They draw without rendering, and stop when nothing moves.',
      },
    },
  },
  component: StorySession,
}
export default meta
type Story = StoryObj<StorySessionProps>

export const Bars: Story = sheet(Visualizer.Bars)
export const Orb: Story = sheet(Visualizer.Orb, 132)
export const Ring: Story = sheet(Visualizer.Ring, 132)
export const Dots: Story = sheet(Visualizer.Dots, 96)
export const Meter: Story = sheet(Visualizer.Meter)
export const BarsInReducedMotion: Story = sheet(Visualizer.Bars, undefined, 'reduced')
export const OrbInReducedMotion: Story = sheet(Visualizer.Orb, 132, 'reduced')
export const SmallOrb: Story = {
  args: { voices: ['agent'] },
  render: (props) => (
    <StorySession {...props}>
      <div style={{ display: 'flex', gap: 16, alignItems: 'center' }}>
        {[32, 48, 72].map((size) => (
          <Visualizer.Orb key={size} state="speaking" size={size} labelled />
        ))}
      </div>
    </StorySession>
  ),
}
export const Waveform: Story = {
  parameters: { layout: 'padded' },
  args: {
    options: { agent: new RealtimeAgent({ name: 'Nora' }) },
    voices: ['mic'],
    script: async ({ connect, agent, session }) => {
      await connect()
      await wait(1200)
      agent.userSays('When is the next train?')
      agent.begins('The next one leaves at ten past eight and gets in before eleven, with a change in Coimbra.')
      await wait(1500)
      session.interrupt()
    },
  },
  render: (props) => (
    <StorySession {...props}>
      <Visualizer.Waveform style={{ background: 'var(--rt-ground)' }} />
    </StorySession>
  ),
}
