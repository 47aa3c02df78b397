import { useTool } from '@parley/react'
import { useState } from 'react'
import { z } from 'zod'

const book = z.object({ title: z.string() })

export function Cart() {
  const [titles, setTitles] = useState<string[]>([])
  useTool({
    name: 'add_to_cart',
    description: 'Puts a book into the cart that the user sees.',
    parameters: book,
    execute({ title }) {
      setTitles((now) => [...now, title])
      return `The cart holds ${titles.length + 1} books.`
    },
  })
  return (
    <ul>
      {titles.map((title) => (
        <li key={title}>{title}</li>
      ))}
    </ul>
  )
}
