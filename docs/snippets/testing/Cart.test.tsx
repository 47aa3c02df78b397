// @vitest-environment happy-dom
import { renderWithSession } from '@parley/react/testing'
import { expect, test } from 'vitest'
import { Cart } from '../tools/Cart.tsx'

test('a book the agent adds is shown in the cart', async () => {
  const { agent, step, getByText } = await renderWithSession(<Cart />)
  await step(() => agent.calls('add_to_cart', { title: 'Emma' }))
  expect(getByText('Emma')).toBeDefined()
})
