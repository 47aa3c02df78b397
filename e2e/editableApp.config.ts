import sample from '../apps/sample/vite.config.ts'

const component = new URL('../apps/sample/src/studio/Studio.tsx', import.meta.url).pathname
let edited = false

/** The sample app in development. `/edit` saves the component that has the session anew, as an editor would, with a line more; no file is touched. */
const config: object = {
  ...sample,
  resolve: { conditions: ['@parley/source', 'module', 'browser', 'development|production'] },
  cacheDir: 'node_modules/.vite-editable',
  plugins: [
    {
      name: 'edit',
      enforce: 'pre' as const,
      transform: (code: string, id: string): string | undefined =>
        edited && id === component ? code.replace(/<Conversation .*\/>/, '$&<p>Edited while you talk.</p>') : undefined,
      configureServer({ middlewares, watcher }: EditableServer): void {
        middlewares.use('/edit', (_request, response) => {
          edited = true
          watcher.emit('change', component)
          response.end()
        })
      },
    },
    ...(sample.plugins ?? []),
  ],
}
export default config

interface EditableServer {
  middlewares: { use(path: string, handle: (request: unknown, response: { end(): void }) => void): unknown }
  watcher: { emit(event: 'change', path: string): unknown }
}
