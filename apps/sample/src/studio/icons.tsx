import type { ReactNode } from 'react'

const icon = (children: ReactNode) => (
  <svg data-slot="icon" viewBox="0 0 24 24" aria-hidden="true">
    {children}
  </svg>
)

export const keyboardIcon = icon(
  <>
    <rect x="2.75" y="6" width="18.5" height="12" rx="2.5" />
    <path d="M6.5 10h.01M10.2 10h.01M13.8 10h.01M17.5 10h.01M8 14h8" />
  </>,
)
export const captionsIcon = icon(
  <>
    <rect x="2.75" y="5" width="18.5" height="14" rx="3" />
    <path d="M6.5 12.5h5M14 12.5h3.5M6.5 15.7h8" />
  </>,
)
export const workbenchIcon = icon(
  <path d="M4 7h7m6 0h3M4 17h3m6 0h7M14 4.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8ZM10 14.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8Z" />,
)
