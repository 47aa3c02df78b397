/** The disc with the wave: air is you, water is the agent. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path
        fill="var(--rt-color-user)"
        d="M2.1 10.7a10 10 0 0 1 19.8 0c-2.5.3-4.3-.3-6.1-1.5-2.6-1.7-5-1.7-7.6 0-1.8 1.2-3.6 1.8-6.1 1.5Z"
      />
      <path
        fill="var(--rt-color-agent)"
        d="M2.1 13.2c2.9.3 5-.4 7-1.7 2-1.3 3.8-1.3 5.8 0 2 1.3 4.1 2 7 1.7a10 10 0 0 1-19.8 0Z"
      />
    </svg>
  )
}
