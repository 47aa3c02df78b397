import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { templates } from './templates.ts'

const read = (...path: string[]): Promise<string> => readFile(join(import.meta.dirname, '..', ...path), 'utf8')

describe.each(Object.keys(templates))('the %s template', (name) => {
  test('asks for the versions that this repository is tested with', async () => {
    const { catalog } = parse(await read('../../pnpm-workspace.yaml')) as { catalog: Record<string, string> }
    const manifest = JSON.parse(await read('templates', name, 'package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >
    const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    const shared = asked.filter(([dependency]) => dependency in catalog)
    expect(shared.length).toBeGreaterThan(6)
    expect(shared).toEqual(shared.map(([dependency]) => [dependency, catalog[dependency]]))
    const alone = asked.filter(([dependency]) => !(dependency in catalog) && !dependency.startsWith('@parley/'))
    expect(alone.map(([dependency]) => dependency)).toEqual(['concurrently'])
  })

  test('names only files that exist in its README', async () => {
    const readme = await read('templates', name, 'README.md')
    const named = [...readme.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]!)
    expect(named.length).toBeGreaterThan(3)
    for (const path of named) expect(await read('templates', name, path)).not.toBe('')
  })
})
