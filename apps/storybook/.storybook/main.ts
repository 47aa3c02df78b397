import type { StorybookConfig } from '@storybook/react-vite'
import { fileURLToPath } from 'node:url'

/** A built page has the audio worklet as a script of its own; while developing its source is served as it is. */
const bundledWorklet = {
  name: 'bundled-worklet',
  load: (id: string): string | undefined =>
    id.endsWith('/worklets/workletUrl.ts')
      ? `import url from './parley.worklet.ts?worker&url'\nexport const workletUrl = () => new URL(url, import.meta.url)`
      : undefined,
}

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../docs/*.mdx', '../../../packages/react/src/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal(vite, { configType }) {
    if (configType === 'PRODUCTION') vite.plugins = [...(vite.plugins ?? []), bundledWorklet]
    // From the sources: the tables of props are read from their types.
    vite.resolve = { ...vite.resolve, conditions: ['@parley/source', 'module', 'browser', 'development|production'] }
    // Code on the pages has the names that the sources have.
    vite.build = { ...vite.build, rolldownOptions: { output: { keepNames: true } } }
    vite.server = { ...vite.server, fs: { allow: [fileURLToPath(new URL('../../..', import.meta.url))] } }
    return vite
  },
}

export default config
