export function KeyboardIcon() {
  return (
    <svg data-slot="icon" viewBox="0 0 24 24" aria-hidden="true">
      <rect x="2.75" y="6" width="18.5" height="12" rx="2.5" />
      <path d="M6.5 10h.01M10.2 10h.01M13.8 10h.01M17.5 10h.01M8 14h8" />
    </svg>
  )
}
