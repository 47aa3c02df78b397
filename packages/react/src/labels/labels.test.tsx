import { screen } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import * as ControlBar from '../control-bar/ControlBar.parts.ts'
import * as Session from '../session/Session.parts.ts'
import { renderWithSession } from '../testing/index.ts'
import { arLabels } from './ar.ts'
import { browserName } from './browserName.ts'
import { enLabels } from './en.ts'
import { koLabels } from './ko.ts'
import type { Labels } from './Labels.ts'

/** Every label, functions called with an example. */
function words(labels: Labels): Record<string, string> {
  const examples: Record<string, unknown[]> = {
    statusReconnecting: [2],
    micDeniedAdvice: ['chrome'],
    unnamedDevice: [3],
    jumpToLatest: [4],
    exportFormat: ['srt'],
    latencyReply: ['0.41 s', 'good'],
    announceAgent: ['Guide', 'Hello.'],
  }
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, label]): [string, string][] => {
      if (typeof label === 'string') return [[key, label]]
      if (typeof label !== 'function')
        return Object.entries(label as Record<string, string>).map(([code, text]) => [`errors.${code}`, text])
      return [[key, (label as (...args: unknown[]) => string)(...(examples[key] ?? ['example']))]]
    }),
  )
}

describe('labels', () => {
  test.each([
    ['ko', koLabels, /[가-힣]/],
    ['ar', arLabels, /[\u0600-\u06ff]/],
  ] as const)('the %s pack has every word of the English one, in its own script', (_name, pack, script) => {
    const english = words(enLabels)
    const own = words(pack)
    expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort())
    // Names and marks alone.
    const international = new Set(['announceAgent', 'exportFormat'])
    const foreign = Object.entries(own).filter(([key, text]) => !international.has(key) && !script.test(text))
    expect(foreign).toEqual([])
  })

  test('the packs say what their functions are given', () => {
    for (const pack of [enLabels, koLabels, arLabels]) {
      expect(pack.announceUser('Hello.')).toContain('Hello.')
      expect(pack.announceAgent('Guide', 'Hello.')).toMatch(/Guide.*Hello\./)
      expect(pack.approvalSummary('transfer')).toContain('transfer')
      expect(pack.timer('0:27')).toContain('0:27')
      const advices = (['chrome', 'safari', 'firefox', 'ios', 'other'] as const).map(pack.micDeniedAdvice)
      expect(new Set(advices).size).toBe(5)
    }
  })

  test('replace some words and leave the others', async () => {
    await renderWithSession(
      <>
        <Session.ConnectButton />
        <Session.DisconnectButton />
      </>,
      { connected: false, labels: { connect: 'Call' } },
    )
    expect(screen.getByRole('button', { name: 'Call' })).toBeTruthy()
    expect(screen.getByRole('button', { name: 'End' })).toBeTruthy()
  })

  test('an inline object of the same words renders nothing again', async () => {
    let renders = 0
    const Probe = (): null => {
      renders++
      return null
    }
    const probe = <Probe />
    const { rerender } = await renderWithSession(probe, { labels: { connect: 'Call' } })
    rerender(probe)
    expect(renders).toBe(1)
  })

  test('a complete pack and a direction reach the parts', async () => {
    await renderWithSession(
      <ControlBar.Root>
        <Session.ConnectButton />
      </ControlBar.Root>,
      { connected: false, labels: arLabels, dir: 'rtl' },
    )
    const button = screen.getByRole('button', { name: arLabels.connect })
    expect(button.closest('[dir]')?.getAttribute('dir')).toBe('rtl')
  })

  test('an unknown key is an error that names it', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const labels = { conect: 'Call' } as Partial<Labels>
    await expect(renderWithSession(<Session.StatusText />, { labels })).rejects.toThrow(
      '`labels.conect` is no label of Parley',
    )
  })

  test('knows whose settings to describe', () => {
    const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
    expect(browserName(chrome)).toBe('chrome')
    expect(browserName('Mozilla/5.0 (Macintosh) AppleWebKit/605 (KHTML, like Gecko) Version/19.0 Safari/605')).toBe(
      'safari',
    )
    expect(browserName('Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('firefox')
    expect(browserName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) CriOS/140.0 Safari/605')).toBe('ios')
    expect(browserName('')).toBe('other')
  })
})
