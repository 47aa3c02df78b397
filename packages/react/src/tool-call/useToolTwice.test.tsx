import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { RealtimeErrorBoundary } from '../session/RealtimeErrorBoundary.tsx'
import { renderWithSession } from '../testing/index.ts'
import { useTool } from './useTool.ts'

function Weather(): null {
  useTool({ name: 'get_weather', description: 'The weather.', parameters: { type: 'object' }, execute: () => 'Sunny.' })
  return null
}

test('two tools of one name are refused, naming it', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  await renderWithSession(
    <RealtimeErrorBoundary>
      <Weather />
      <Weather />
    </RealtimeErrorBoundary>,
  )
  expect(screen.getByRole('alert').textContent).toContain('get_weather')
})
