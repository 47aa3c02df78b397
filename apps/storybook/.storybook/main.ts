import type { StorybookConfig } from '@storybook/react-vite'
import { fileURLToPath } from 'node:url'

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../docs/*.mdx', '../../../packages/react/src/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal(vite) {
    // From the sources: the tables of props are read from their types.
    vite.resolve = { ...vite.resolve, conditions: ['@parley/source', 'module', 'browser', 'development|production'] }
    vite.server = { ...vite.server, fs: { allow: [fileURLToPath(new URL('../../..', import.meta.url))] } }
    return vite
  },
}

export default config
