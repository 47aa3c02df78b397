import { screen } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { RealtimeAgent } from '@parley/core'
import { renderWithSession } from '../testing/index.ts'
import { useCaption } from '../transcript/useCaption.ts'
import * as Captions from './Captions.parts.ts'

describe('captions', () => {
  test('show nothing before anybody spoke, then who speaks and what', async () => {
    const { agent, step, clock } = await renderWithSession(
      <Captions.Root>
        <Captions.Speaker />
        <Captions.Line />
      </Captions.Root>,
      { agent: new RealtimeAgent({ name: 'Nora' }) },
    )
    expect(screen.queryByRole('group')).toBeNull()
    await step(() => agent.userSays('Hello.'))
    const captions = screen.getByRole('group', { name: 'Captions' })
    expect([captions.textContent, captions.dataset['speaker']]).toEqual(['YouHello.', 'user'])
    await step(() => agent.begins('Good morning.'))
    expect([captions.textContent, captions.dataset['speaker']]).toEqual(['NoraGood morning.', 'assistant'])
    const unheard = (): string[] =>
      [...captions.querySelectorAll('[data-unheard]')].map((word) => word.textContent.trim())
    expect(unheard()).toEqual(['Good', 'morning.'])
    await step(() => clock.advance(450))
    expect(unheard()).toEqual(['morning.'])
    await step(() => agent.ends())
    await step(() => clock.advance(1000))
    expect(unheard()).toEqual([])
  })

  test('keep the last words of a long turn, whole, and never what was not heard of an interrupted one', async () => {
    const seen: string[] = []
    const Probe = (): null => {
      const caption = useCaption({ maxChars: 20 })
      if (caption) seen.push(caption.text)
      return null
    }
    const { agent, step, clock } = await renderWithSession(<Probe />)
    const text = 'The quick brown fox jumps over the lazy dog tonight.'
    await step(() => agent.begins(text))
    await step(() => clock.advance(1500))
    expect(seen.every((caption) => caption.length <= 20 && text.includes(caption))).toBe(true)
    expect(seen.at(-1)).not.toMatch(/^The quick/)
    for (const caption of seen) expect(text.split(' ')).toEqual(expect.arrayContaining(caption.trim().split(' ')))
    await step(() => agent.userSpeaks())
    expect(seen.at(-1)).not.toContain('tonight')
  })

  test('parts outside of captions say where they belong', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await expect(renderWithSession(<Captions.Line />)).rejects.toThrow(
      '<Captions.Line> stands outside of <Captions.Root>',
    )
  })
})
