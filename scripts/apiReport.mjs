// The public surface of a package as one file, `etc/<package>.api.md`, so that a change of it is a diff. Run in the package's
// folder, after a build: it fails when the file is not what the build says. `--update` writes the file (`npm run api`).
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const folder = process.cwd()
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const name = basename(folder)
const report = join(folder, 'etc', `${name}.api.md`)
const work = join(folder, '.cache', 'api')

// Without source maps: the extractor stumbles over stretches that have no source.
rmSync(work, { recursive: true, force: true })
cpSync(join(folder, 'dist'), join(work, 'dist'), {
  recursive: true,
  filter: (path) => !/\.(map|js|css)$/.test(path),
})

const sections = entries().map(([title, file]) => `## ${title}\n\n${surfaceOf(file)}`)
const now = `# ${manifest.name}: the public surface\n\nWritten by \`npm run api\` from the built declarations; do not edit.\n\n${sections.join('\n')}`

if (process.argv.includes('--update')) {
  mkdirSync(join(folder, 'etc'), { recursive: true })
  writeFileSync(report, now)
} else if (!existsSync(report) || readFileSync(report, 'utf8') !== now) {
  const built = join(work, basename(report))
  writeFileSync(built, now)
  spawnSync('git', ['diff', '--no-index', existsSync(report) ? report : '/dev/null', built], { stdio: 'inherit' })
  console.error(
    `\nThe public surface of ${manifest.name} is not what ${report} says. If you mean it: npm run api, and commit the file.`,
  )
  process.exitCode = 1
}
rmSync(work, { recursive: true, force: true })

/**
 * `[title, declaration file]` of every entry point but `./internal`, which is nobody's but ours, and of the parts behind a
 * namespace, which an entry's report only names.
 */
function entries() {
  const points = Object.entries(manifest.exports).flatMap(([path, target]) =>
    path !== './internal' && target.types ? [[join(manifest.name, path), target.types]] : [],
  )
  const parts = globSync('dist/**/*.parts.d.ts', { cwd: folder })
    .sort()
    .map((file) => [`${manifest.name}: ${basename(file, '.parts.d.ts')}`, file])
  return [...points, ...parts]
}

function surfaceOf(file) {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(work, file),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2023',
            lib: ['ES2024', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
            module: 'esnext',
            moduleResolution: 'bundler',
            jsx: 'react-jsx',
            skipLibCheck: true,
            types: existsSync(join(folder, 'node_modules', '@types', 'node')) ? ['node'] : [],
          },
          files: [join(work, file)],
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: work,
        reportTempFolder: join(work, 'temp'),
        reportFileName: 'surface.api.md',
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  })
  const result = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true
    },
  })
  if (!result.succeeded) throw new Error(`The declarations of ${file} cannot be read.`)
  const text = readFileSync(join(work, 'surface.api.md'), 'utf8')
  const code = text.slice(text.indexOf('```ts'))
  return code
    .replaceAll(/^ *\/\/ (\(|@public).*\n/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace('\n\n```', '\n```')
}
