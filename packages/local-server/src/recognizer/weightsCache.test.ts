import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fetchWeights, filesInTar, hasWeights } from './weightsCache.ts'

function tarOf(files: Record<string, string>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(512)
    header.write(name)
    header.write(content.length.toString(8).padStart(11, '0'), 124)
    header.write('0', 156)
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512)
    body.write(content)
    return [header, body]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

const model = 'package/dist/model/tiny/quantized/'
const archive = gzipSync(
  tarOf({
    'package/package.json': '{}',
    [`${model}encoder_model.onnx`]: 'enc',
    [`${model}decoder_model_merged.onnx`]: 'd'.repeat(600),
  }),
)

test('weights are unpacked into the cache once their hash is right, and fetched only once', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'parley-cache-')), 'weights')
  const expected = createHash('sha512').update(archive).digest('base64')
  let fetched = 0
  const pack = () => {
    fetched++
    return Promise.resolve(archive)
  }
  await expect(fetchWeights({ folder, pack, expected: 'other' })).rejects.toThrow('hash differs')
  expect(hasWeights(folder)).toBe(false)
  expect(await fetchWeights({ folder, pack, expected })).toBe(folder)
  expect(await readFile(join(folder, 'decoder_model_merged.onnx'), 'utf8')).toBe('d'.repeat(600))
  await fetchWeights({ folder, pack, expected })
  expect(fetched).toBe(2)
  await rm(folder, { recursive: true })
})

test('a tar archive gives its files', () => {
  expect([...filesInTar(tarOf({ a: 'x', 'b/c': '' })).keys()]).toEqual(['a', 'b/c'])
})
