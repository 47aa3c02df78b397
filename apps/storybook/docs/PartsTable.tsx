import type { ReactElement } from 'react'

/** The sources of the parts as text: what their docblocks say is what the page says. */
const sources = import.meta.glob<string>('../../../packages/react/src/**/*.tsx', {
  query: '?raw',
  import: 'default',
  eager: true,
})

export interface PartDoc {
  /** `Mic.Toggle`. */
  name: string
  text: string
  /** Its own props, beside those every part takes. */
  props: string
}

const part = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export const \w+: Part<(\w+)> = definePart\(\s*'([\w.]+)'/g

/** Every part that is described in these sources, by its name. */
function partsOf(texts: readonly string[]): PartDoc[] {
  const parts = texts.flatMap((text) =>
    Array.from(text.matchAll(part), ([, comment = '', props = '', name = '']) => ({
      name,
      text: comment.replace(/^\s*\* ?/gm, '').trim(),
      props: ownProps(text, props),
    })),
  )
  return parts.toSorted((a, b) => a.name.localeCompare(b.name))
}

function ownProps(text: string, name: string): string {
  const [, type = ''] =
    text.match(new RegExp(`export type ${name} =\\s*([^]*?)\\n(?:\\n|/\\*\\*|export|const|function)`)) ?? []
  const [, own = ''] =
    type.match(/\{([^]*)\}/) ?? text.match(new RegExp(`export interface ${name}[^{]*\\{([^]*?)\\n\\}`)) ?? []
  return own
    .replace(/\/\*\*[^]*?\*\//g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('; ')
}

const all = partsOf(Object.values(sources))

/** What each part of these namespaces is for, and the props it has of its own. */
export function PartsTable({ of }: { of: readonly string[] }): ReactElement | null {
  const parts = all.filter(({ name }) => of.includes(name.split('.')[0] ?? ''))
  if (parts.length === 0) return null
  return (
    <table style={{ width: '100%' }}>
      <thead>
        <tr>
          <th>Part</th>
          <th>What it is</th>
          <th>Own props</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ name, text, props }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td>{text.replaceAll('`', '')}</td>
            <td>{props === '' ? '' : <code>{props}</code>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
