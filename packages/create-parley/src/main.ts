import { readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { askFolder, askTemplate, type Terminal } from './ask.ts'
import { parseCommandLine, usage } from './commandLine.ts'
import { createApp } from './createApp.ts'
import { CreateError } from './CreateError.ts'

const home = join(import.meta.dirname, '..')
/** What `engines` of the templates say. */
const oldest = '22.18'

/** The command, from its arguments to its exit code. */
export async function main(
  args: readonly string[],
  terminal: Terminal = { input: process.stdin, output: process.stdout, interactive: process.stdin.isTTY },
  env: NodeJS.ProcessEnv = process.env,
  node: string = process.versions.node,
): Promise<number> {
  const say = (text: string) => void terminal.output.write(`${text}\n`)
  try {
    const given = parseCommandLine(args)
    if (given.help) {
      say(usage)
      return 0
    }
    const folder = given.folder ?? (await whenAsked('the folder', 'my-app', askFolder, terminal))
    const template =
      given.template ?? (await whenAsked('the template', `${folder} --template vite`, askTemplate, terminal))
    const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
    const manager = managerOf(env)
    await createApp({ folder, template, source: join(home, 'templates'), version, manager })
    say(nextSteps(folder, manager))
    if (isOld(node)) say(`\nIt needs Node ${oldest} or newer; this is ${node}.`)
    return 0
  } catch (error) {
    if (!(error instanceof CreateError)) throw error
    say(error.message)
    return 1
  }
}

async function whenAsked<T>(
  what: string,
  example: string,
  ask: (terminal: Terminal) => Promise<T>,
  terminal: Terminal,
): Promise<T> {
  if (terminal.interactive) return ask(terminal)
  throw new CreateError(`Give ${what}, as in: create-parley ${example}. There is nobody here to ask.`)
}

function isOld(node: string): boolean {
  return node.localeCompare(oldest, 'en', { numeric: true }) < 0
}

/** npm, pnpm, yarn and bun name themselves in the environment of what they run. */
function managerOf({ npm_config_user_agent: agent = '' }: NodeJS.ProcessEnv): string {
  return /^(pnpm|yarn|bun)\//.exec(agent)?.[1] ?? 'npm'
}

function nextSteps(folder: string, manager: string): string {
  const path = relative('', resolve(folder))
  const enter = path === '' ? [] : [`  cd ${path.includes(' ') ? `"${path}"` : path}`]
  const steps = [...enter, `  ${manager} install`, `  ${manager} run dev`]
  return `Your app is ready. Next:\n\n${steps.join('\n')}\n\nIt talks with a server on your own machine: no key, no bill.`
}
