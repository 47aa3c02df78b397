/** What can be made, by the name given to `--template`. Each is a folder in `templates`. */
export const templates = {
  vite: 'Vite + React, with a small Hono server',
  next: 'Next.js, App Router',
} as const

export type Template = keyof typeof templates

export const isTemplate = (name: string): name is Template => Object.hasOwn(templates, name)
