// The API reference as Markdown pages in `docs/api`, from the docblocks of every public entry point.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application, type ProjectReflection } from 'typedoc'

import { docsDir } from './site.ts'

const out = join(docsDir, 'api')

/** Entry points by the name people import; the file of a page is that name with dots, without the scope. */
const entryPoints: Record<string, string> = {
  core: '../packages/core/src/index.ts',
  'core.protocol': '../packages/core/src/protocol/index.ts',
  'core.codec': '../packages/core/src/codec/index.ts',
  'core.testing': '../packages/core/src/testing/index.ts',
  react: '../packages/react/src/index.ts',
  'react.inspector': '../packages/react/src/inspector/index.ts',
  'react.openai-agents': '../packages/react/src/openai-agents/index.ts',
  'react.testing': '../packages/react/src/testing/index.ts',
  backend: '../packages/backend/src/index.ts',
  'local-server': '../packages/local-server/src/index.ts',
  'local-server.memory': '../packages/local-server/src/memory.ts',
  'local-server.speech': '../packages/local-server/src/speech.ts',
}
const importName = (module: string): string => `@parley/${module.replace('.', '/')}`

/** @throws when a docblock links to nothing: the reference is built without warnings or not at all. */
export async function generateApi(): Promise<void> {
  rmSync(out, { recursive: true, force: true })
  const app = await Application.bootstrapWithPlugins({
    options: join(docsDir, 'typedoc.json'),
    entryPoints: Object.values(entryPoints).map((path) => join(docsDir, path)),
  })
  const project = await app.convert()
  if (!project) throw new Error('The sources do not compile, so there is no reference.')
  nameModules(project)
  app.validate(project)
  await app.generateOutputs(project)
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('The reference has warnings: see above.')
  for (const file of readdirSync(out)) tidy(join(out, file))
  for (const file of readdirSync(out)) repairAnchors(join(out, file))
}

/** TypeDoc names a module after its path; a reader knows it by its import. */
function nameModules(project: ProjectReflection): void {
  const names = Object.entries(entryPoints)
  for (const module of project.children ?? []) {
    const source = module.sources?.[0]?.fullFileName
    const name = names.find(([, path]) => source === join(docsDir, path))?.[0]
    if (!name) throw new Error(`No name for the entry point ${source ?? module.name}.`)
    module.name = name
  }
}

function tidy(path: string): void {
  const text = readFileSync(path, 'utf8')
    .replace(/^# ([\w.-]+)$/m, (title, module: string) => (module in entryPoints ? `# ${importName(module)}` : title))
    .replace(/^Defined in: .+\n\n?/gm, '')
    // An empty cell says so with a dash, which reads as a value.
    .replace(/ - (?=\|)/g, ' ')
    .replace(/^- \[([\w.-]+)\]\((.+)\)$/gm, (line, module: string, file: string) =>
      module in entryPoints ? `- [\`${importName(module)}\`](${file})` : line,
    )
    .replace(/^## Modules$/m, 'Every public name, from its docblock, by the path it is imported from.')
  writeFileSync(path, path.includes('.Namespace.') ? text.replace(/^## Variables$/m, '## Parts') : text)
}

/** TypeDoc counts a function and a type of one name together with what is no heading; its `#tool-3` is the second `tool` of the page. */
function repairAnchors(path: string): void {
  const text = readFileSync(path, 'utf8').replace(
    /\(([\w.-]*)#([a-z]+)-(\d)\)/g,
    (link, file: string, name: string, count: string) => {
      const page = readFileSync(file === '' ? path : join(out, file), 'utf8')
      if (page.includes(`id="${name}-${count}"`)) return link
      const headings = page.match(new RegExp(`^#+ ${name}(?:\\(\\))?(?:<|$)`, 'gim')) ?? []
      const last = headings.length - 1
      return Number(count) > last && last > 0 ? `(${file}#${name}-${last})` : link
    },
  )
  writeFileSync(path, text)
}
