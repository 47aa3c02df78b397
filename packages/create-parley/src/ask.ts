import type { Readable, Writable } from 'node:stream'
import { createInterface } from 'node:readline/promises'
import { CreateError } from './CreateError.ts'
import { templates, type Template } from './templates.ts'

export interface Terminal {
  input: Readable
  output: Writable
  /** Whether a person can answer. */
  interactive: boolean
}

/** Asks for the folder; Enter takes the default. */
export async function askFolder(terminal: Terminal): Promise<string> {
  return (await ask(terminal, 'Folder of the app (my-app): ')) || 'my-app'
}

/** Asks which template, by number or name, until the answer is one. */
export async function askTemplate(terminal: Terminal): Promise<Template> {
  const names = Object.keys(templates) as Template[]
  const lines = names.map((name, index) => `  ${index + 1}  ${name.padEnd(5)} ${templates[name]}\n`)
  terminal.output.write(`Template:\n${lines.join('')}`)
  for (;;) {
    const answer = (await ask(terminal, 'Number or name (1): ')) || '1'
    const chosen = names[Number(answer) - 1] ?? names.find((name) => name === answer.toLowerCase())
    if (chosen) return chosen
    terminal.output.write(`There is no "${answer}" in the list.\n`)
  }
}

async function ask({ input, output }: Terminal, question: string): Promise<string> {
  const lines = createInterface({ input, output })
  const ended = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new CreateError('Stopped: nothing was written.')))
  })
  try {
    return (await Promise.race([lines.question(question), ended])).trim()
  } finally {
    lines.close()
  }
}
