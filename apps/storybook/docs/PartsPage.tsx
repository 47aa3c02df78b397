import { Description, Stories, Subtitle, Title, useOf } from '@storybook/addon-docs/blocks'
import type { ReactElement } from 'react'
import { PartsTable } from './PartsTable.tsx'

/** The page of a group of parts: what each is for, then all its states. What a story is made of is no part, and has no table. */
export function PartsPage(): ReactElement {
  const { preparedMeta } = useOf<'meta'>('meta', ['meta'])
  const { parts = [] } = preparedMeta.parameters as { parts?: readonly string[] }
  return (
    <>
      <Title />
      <Subtitle />
      <Description of="meta" />
      <PartsTable of={parts} />
      <Stories includePrimary title="States" />
    </>
  )
}

/** A story's own ground is for stories: in an app the same stands in a provider. */
export function asInAnApp(code: string): string {
  if (!code.startsWith('<StorySession')) return code
  const oneLine = /^.*>\n/.test(code)
  const begin = oneLine ? code.indexOf('>\n') : code.indexOf('\n>\n') + 1
  const end = code.lastIndexOf('</StorySession>')
  if (begin <= 0 || end < 0) return code
  return `<RealtimeProvider session={session}>${code.slice(begin + 1, end)}</RealtimeProvider>`
}
