// The site in `docs/dist`. A warning, a dead link or a dead anchor fails the build.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { generateApi } from './api.ts'
import { deadLinks } from './deadLinks.ts'
import { writeMarkdownTwins } from './markdownTwins.ts'
import { docsDir } from './site.ts'

await generateApi()
const { code, output } = await vitepressBuild()
if (code !== 0) process.exit(code)

const problems = output.split('\n').filter((line) => /\bwarn(?:ing)?\b|\(!\)|deprecat/i.test(line))
const dist = join(docsDir, 'dist')
writeMarkdownTwins(dist)
problems.push(...deadLinks(dist).map((link) => `dead link: ${link}`))
if (problems.length > 0) {
  console.error(`The site was built with ${problems.length} problems:\n${problems.join('\n')}`)
  process.exit(1)
}

/** In a process of its own, so that everything it prints is seen, whoever prints it. */
function vitepressBuild(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const vitepress = join(docsDir, 'node_modules', 'vitepress', 'bin', 'vitepress.js')
    const child = spawn(process.execPath, [vitepress, 'build', docsDir], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        process.stdout.write(chunk)
      })
    }
    child.on('exit', (code) => resolve({ code: code ?? 1, output }))
  })
}
