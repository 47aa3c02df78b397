import { tool, type ToolGuardrail } from '@parley/core'
import { z } from 'zod'

declare function sendMail(to: string, text: string): Promise<void>

const ownDomainOnly: ToolGuardrail = {
  name: 'own_domain_only',
  check({ args }) {
    const { to } = args as { to: string }
    if (to.endsWith('@example.com')) return { allow: true }
    return { allow: false, message: 'Mail goes to addresses at example.com only.' }
  },
}

export const mail = tool({
  name: 'send_mail',
  description: 'Sends a mail to a colleague.',
  parameters: z.object({ to: z.email(), text: z.string() }),
  inputGuardrails: [ownDomainOnly],
  async execute({ to, text }) {
    await sendMail(to, text)
    return 'sent'
  },
})
