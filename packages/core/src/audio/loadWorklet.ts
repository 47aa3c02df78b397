import { AudioError } from '../errors.ts'
import { workletUrl } from '../worklets/workletUrl.ts'

/**
 * Loads the processors into a context: from the app's own address if it gave one, else from the file beside the library,
 * else from the same source as a Blob, which a strict content policy forbids. Rejects with `worklet_load_failed`.
 */
export async function loadWorklet(context: BaseAudioContext, ownUrl?: string): Promise<void> {
  if (!context.audioWorklet) {
    throw new AudioError(
      'worklet_load_failed',
      'There is no AudioWorklet, so there is no sound. Open this page over https, or from localhost, in a current browser.',
    )
  }
  const failures: string[] = []
  let cause: unknown
  for (const url of [ownUrl, workletUrl().href, 'a Blob']) {
    if (url === undefined) continue
    try {
      return await (url === 'a Blob' ? loadInline(context) : context.audioWorklet.addModule(url))
    } catch (error) {
      cause = error
      failures.push(`${url}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new AudioError(
    'worklet_load_failed',
    `The audio worklet could not be loaded, so there is no sound. Serve @parley/core/worklets/parley.worklet.js from your own origin and give its address as \`workletUrl\`. Tried ${failures.join('; ')}.`,
    { cause },
  )
}

async function loadInline(context: BaseAudioContext): Promise<void> {
  const { inlineWorklet } = await import('../worklets/inlineWorklet.ts')
  if (inlineWorklet === '') throw new Error('not built in')
  const url = URL.createObjectURL(new Blob([inlineWorklet], { type: 'text/javascript' }))
  try {
    await context.audioWorklet.addModule(url)
  } finally {
    URL.revokeObjectURL(url)
  }
}
