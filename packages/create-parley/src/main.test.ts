import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { main } from './main.ts'

let place: string
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'create-parley-'))
})
afterEach(() => rm(place, { recursive: true, force: true }))

interface Run {
  code: number
  printed: string
}

/** The command with someone at the terminal who gives these answers, or nobody. */
async function run(
  args: string[],
  answers: string[] | null = null,
  agent = 'npm/11.0.0 node/v24',
  node = '24.0.0',
): Promise<Run> {
  const input = new PassThrough()
  const output = new PassThrough()
  const waiting = [...(answers ?? [])]
  let printed = ''
  output.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
    if (!printed.endsWith('): ')) return
    const answer = waiting.shift()
    if (answer === undefined) input.end()
    else input.write(`${answer}\n`)
  })
  const terminal = { input, output, interactive: answers !== null }
  const code = await main(args, terminal, { npm_config_user_agent: agent }, node)
  return { code, printed }
}

const app = (name = 'my-app'): string => join(place, name)
const manifestOf = async (folder: string): Promise<Record<string, Record<string, string>>> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))

describe('what it makes', () => {
  test.each([
    ['vite', ['.env.example', '.gitignore', 'README.md', 'src/agent.ts', 'src/agent.test.ts', 'server/routes.ts']],
    ['next', ['.env.example', '.gitignore', 'README.md', 'lib/agent.ts', 'lib/agent.test.ts', 'app/page.tsx']],
  ])('--template %s is an app under the name of its folder', async (template, files) => {
    const { code, printed } = await run([app('tide-table'), '--template', template])
    expect(printed).toContain('npm install')
    expect(code).toBe(0)
    const written = await readdir(app('tide-table'), { recursive: true })
    expect(written).toEqual(expect.arrayContaining(files))
    expect(written.filter((path) => /node_modules|_gitignore|\.next|pnpm-workspace/.test(path))).toEqual([])
    expect((await manifestOf(app('tide-table')))['name']).toBe('tide-table')
    expect(await readFile(join(app('tide-table'), 'README.md'), 'utf8')).toMatch(/^# tide-table\n/)
  })

  test('the app asks for the Parley packages of its own version', async () => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      version: string
    }
    await run([app(), '--template', 'vite'])
    const { dependencies, devDependencies } = await manifestOf(app())
    expect(dependencies).toMatchObject({ '@parley/core': version, '@parley/react': version })
    expect(devDependencies).toMatchObject({ '@parley/local-server': version })
  })

  test('a Node that is too old for the app is told, by what the app itself asks for', async () => {
    const old = await run([app('a'), '-t', 'vite'], null, undefined, '22.9.0')
    expect(old).toMatchObject({ code: 0, printed: expect.stringContaining('this is 22.9.0') as string })
    const { engines } = await manifestOf(app('a'))
    expect(`>=${/needs Node (\S+)/.exec(old.printed)![1]!}`).toBe(engines!['node'])
    expect((await run([app('b'), '-t', 'vite'], null, undefined, '22.18.0')).printed).not.toContain('needs Node')
  })

  test('pnpm gets its own next steps, and its answer about install scripts', async () => {
    const { printed } = await run([app(), '--template', 'next'], null, 'pnpm/12.21.0 npm/? node/v24')
    expect(printed).toMatch(/pnpm install\n\s+pnpm run dev/)
    expect(await readFile(join(app(), 'pnpm-workspace.yaml'), 'utf8')).toBe(
      'allowBuilds:\n  onnxruntime-node: false\n  sharp: false\n',
    )
  })

  test('a new repository, with a licence, is as good as an empty folder', async () => {
    await mkdir(join(app(), '.git'), { recursive: true })
    await writeFile(join(app(), 'LICENSE'), 'mine')
    expect((await run([app(), '-t', 'vite'])).code).toBe(0)
    expect(await readFile(join(app(), 'LICENSE'), 'utf8')).toBe('mine')
  })
})

describe('what it asks', () => {
  test('the folder and the template, when they are not given', async () => {
    vi.spyOn(process, 'cwd').mockReturnValue(place)
    const { code, printed } = await run([], ['sea-glass', '2'])
    expect(code).toBe(0)
    expect(printed).toContain('cd sea-glass')
    expect((await manifestOf(app('sea-glass')))['dependencies']).toHaveProperty('next')
  })

  test('Enter takes the defaults, and a template that is not in the list is asked for again', async () => {
    vi.spyOn(process, 'cwd').mockReturnValue(place)
    const { code, printed } = await run([], ['', 'svelte', ''])
    expect(code).toBe(0)
    expect(printed).toContain('There is no "svelte" in the list.')
    expect((await manifestOf(app('my-app')))['devDependencies']).toHaveProperty('vite')
  })

  test('nothing is written when the answer never comes', async () => {
    const { code, printed } = await run([app()], [])
    expect(code).toBe(1)
    expect(printed).toContain('nothing was written')
    expect(await readdir(place)).toEqual([])
  })

  test('nobody is asked where nobody can answer', async () => {
    expect(await run([])).toEqual({
      code: 1,
      printed: 'Give the folder, as in: create-parley my-app. There is nobody here to ask.\n',
    })
    expect((await run([app()])).printed).toMatch(/Give the template, as in: create-parley .*my-app --template vite\./)
  })
})

describe('what it refuses', () => {
  test('a folder that holds something, naming it and leaving it alone', async () => {
    await mkdir(app())
    for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt']) await writeFile(join(app(), name), 'precious')
    const { code, printed } = await run([app(), '-t', 'vite'])
    expect(code).toBe(1)
    expect(printed).toContain('is not empty (a.txt, b.txt, c.txt and 1 more)')
    expect(await readdir(app())).toHaveLength(4)
  })

  test('a file in place of the folder', async () => {
    await writeFile(app(), '')
    expect((await run([app(), '-t', 'vite'])).printed).toContain('is a file')
  })

  test.each([
    ['My App', 'my-app'],
    ['_hidden', 'hidden'],
    ['Ünïcode!', 'n-code'],
    ['node_modules', 'node-modules'],
    ['앱', 'my-app'],
  ])('"%s", which npm would refuse, with a name that it would take', async (name, better) => {
    const { code, printed } = await run([app(name), '-t', 'vite'])
    expect(code).toBe(1)
    expect(printed).toContain(`such as "${better}"`)
    expect(await readdir(place)).toEqual([])
  })

  test.each([
    [['x', '--template', 'svelte'], 'There is no template "svelte". There are: vite, next.'],
    [['x', '--template', 'toString'], 'There is no template "toString"'],
    [['x', '--typescript'], "Unknown option '--typescript'. See create-parley --help."],
    [['x', '--template'], 'argument missing. See create-parley --help.'],
    [['x', 'y'], 'One folder at a time, please: got "x" and "y".'],
  ])('%j', async (args, message) => {
    const { code, printed } = await run(args)
    expect(code).toBe(1)
    expect(printed).toContain(message)
  })
})

test('--help names every template', async () => {
  const { code, printed } = await run(['--help'])
  expect(code).toBe(0)
  expect(printed).toMatch(/--template vite.*\n.*--template next/)
})
