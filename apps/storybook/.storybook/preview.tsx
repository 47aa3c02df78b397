import '@parley/react/styles.css'
import './preview.css'
import type { Preview } from '@storybook/react-vite'
import { useEffect } from 'react'
import { asInAnApp, PartsPage } from '../docs/PartsPage.tsx'

const preview: Preview = {
  // A page of documentation for every part, made of its stories.
  tags: ['autodocs'],
  parameters: {
    layout: 'centered',
    controls: { expanded: true },
    docs: { page: PartsPage, source: { transform: asInAnApp } },
    a11y: { test: 'error' },
    options: {
      storySort: {
        order: [
          'Start here',
          'Live conversation',
          'Conversation',
          'Session',
          'Mic',
          'Speaker',
          'Transcript',
          'Visualizer',
          '*',
        ],
      },
    },
  },
  globalTypes: {
    theme: {
      toolbar: { title: 'Theme', icon: 'contrast', items: ['system', 'light', 'dark'], dynamicTitle: true },
    },
    motion: { toolbar: { title: 'Motion', icon: 'lightning', items: ['system', 'reduced'], dynamicTitle: true } },
  },
  initialGlobals: { theme: 'system', motion: 'system' },
  decorators: [
    (Story, { globals }) => {
      const { theme, motion } = globals as { theme: string; motion: string }
      useEffect(() => {
        const root = document.documentElement
        if (theme === 'system') delete root.dataset['theme']
        else root.dataset['theme'] = theme
        if (motion === 'reduced') root.dataset['motion'] = 'reduced'
        else delete root.dataset['motion']
      }, [theme, motion])
      return <Story />
    },
  ],
}

export default preview
