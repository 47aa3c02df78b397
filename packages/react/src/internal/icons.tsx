import type { ReactElement, ReactNode } from 'react'

function icon(children: ReactNode): ReactElement {
  return (
    <svg data-slot="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

export const speakerIcon: ReactElement = icon(
  <>
    <path d="M4 9.5h3.2L12 5.5v13l-4.8-4H4z" />
    <path data-slot="icon-sound" d="M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />
    <path data-slot="icon-slash" d="M4 3.5 20 20.5" />
  </>,
)
export const chevronIcon: ReactElement = icon(<path d="m10 7 5 5-5 5" />)
export const downIcon: ReactElement = icon(<path d="m7 10 5 5 5-5" />)
export const moreIcon: ReactElement = icon(<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" strokeWidth="2.6" />)
export const alertIcon: ReactElement = icon(
  <>
    <path d="M12 7.5v5.5M12 16.5h.01" />
    <circle cx="12" cy="12" r="9.25" />
  </>,
)
export const closeIcon: ReactElement = icon(<path d="m6.5 6.5 11 11m0-11-11 11" />)
export const sendIcon: ReactElement = icon(<path d="M12 19V5.5M6 11l6-6 6 6" />)
export const attachIcon: ReactElement = icon(
  <path d="M4 7.500a2.5 2.5 0 0 1 2.5-2.500h11A2.5 2.5 0 0 1 20 7.500v9a2.5 2.5 0 0 1-2.5 2.500h-11A2.5 2.5 0 0 1 4 16.500zM5 17l4.5-5 3.5 3.8 2.5-2.600L19 17M15.5 9h.01" />,
)
export const saveIcon: ReactElement = icon(<path d="M12 4.500v10m-4.5-4 4.5 4.5 4.5-4.500M5 19h14" />)
export const captionsIcon: ReactElement = icon(
  <>
    <rect x="2.75" y="5" width="18.5" height="14" rx="3" />
    <path d="M6.5 12.5h5M14 12.5h3.5M6.5 15.7h8" />
  </>,
)
export const keyboardIcon: ReactElement = icon(
  <>
    <rect x="2.75" y="6" width="18.5" height="12" rx="2.5" />
    <path d="M6.5 10h.01M10.2 10h.01M13.8 10h.01M17.5 10h.01M8 14h8" />
  </>,
)
