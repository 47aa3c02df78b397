import { parseArgs } from 'node:util'
import { CreateError } from './CreateError.ts'
import { isTemplate, templates, type Template } from './templates.ts'

export interface CommandLine {
  help: boolean
  folder: string | undefined
  template: Template | undefined
}

export const usage: string = `Starts a voice app with Parley.

  npm create parley@latest my-app -- --template vite

  my-app            the folder to make; its name is the app's
${Object.entries(templates)
  .map(([name, what]) => `  --template ${name.padEnd(6)} ${what}`)
  .join('\n')}
  --help            show this

What is not given is asked for. Nothing is fetched: installing is your next step.`

/** @throws CreateError for options that do not exist. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parsed(args)
  if (positionals.length > 1) {
    throw new CreateError(`One folder at a time, please: got ${positionals.map((one) => `"${one}"`).join(' and ')}.`)
  }
  const { template } = values
  if (template !== undefined && !isTemplate(template)) {
    throw new CreateError(`There is no template "${template}". There are: ${Object.keys(templates).join(', ')}.`)
  }
  return { help: values.help ?? false, folder: positionals[0], template }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { template: { type: 'string', short: 't' }, help: { type: 'boolean', short: 'h' } },
    })
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error)
    throw new CreateError(`${why}. See create-parley --help.`, { cause: error })
  }
}
