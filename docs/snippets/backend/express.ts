import { createClientSecretHandler, toNodeHandler } from '@parley/backend'
import express from 'express'

import { agent } from './agent.ts'

const app = express()
const mint = createClientSecretHandler({ apiKey: () => process.env['OPENAI_API_KEY'], agent })
app.post('/api/realtime/secret', toNodeHandler(mint))
app.listen(8787)
