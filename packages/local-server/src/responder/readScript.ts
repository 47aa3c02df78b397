import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { checkScript, type Script } from './script.ts'

/** Reads a script from a YAML or JSON file. Rejects with the place of the first mistake. */
export async function readScript(path: string): Promise<Script> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`The script '${path}' cannot be read.`, { cause: error })
  })
  try {
    return checkScript(parse(text))
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new Error(`The script '${path}' cannot be used: ${detail}`, { cause: error })
  }
}
