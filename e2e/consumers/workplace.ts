import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export const root: string = join(import.meta.dirname, '..', '..')

/** Outside the repository, so that nothing of it can stand in for what an app forgot to ask for. One for each clone. */
export const workplace: string = join(
  tmpdir(),
  `parley-consumers-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`,
)
export const tarballs: string = join(workplace, 'tarballs')

/** What the shell of a stranger would give: this Node, the system's commands, nothing of the repository or of the run. */
export function strangersEnv(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(root))
  const ours =
    /^(npm_(package|lifecycle|command|execpath|node_execpath)|npm_config_(user_agent|local_prefix|noproxy|node_gyp)|INIT_CWD|NODE_(ENV|OPTIONS|PATH)|PARLEY_|OPENAI_|PLAYWRIGHT_|FORCE_COLOR)/i
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    NEXT_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
    CI: '1',
  }
}
