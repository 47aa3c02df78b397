import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A loudspeaker that nobody hears, for a browser whose audio clock needs a device. Returns its address for `PULSE_SERVER`. */
export async function startSoundServer(): Promise<{ address: string; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sound-'))
  const socket = join(folder, 'native')
  const server = spawn(
    'pulseaudio',
    [
      '-n',
      '--daemonize=no',
      '--use-pid-file=no',
      '--exit-idle-time=-1',
      '--disallow-exit',
      '--load=module-null-sink rate=48000',
      `--load=module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    ],
    { stdio: 'ignore', env: { ...process.env, XDG_RUNTIME_DIR: folder } },
  )
  const stop = (): void => {
    process.off('exit', stop)
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', stop)
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    setTimeout(resolve, 1500)
  })
  return { address: `unix:${socket}`, stop }
}
