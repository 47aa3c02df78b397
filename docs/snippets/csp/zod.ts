import { z } from 'zod'

// Zod compiles its checks at run time where it may; this policy forbids it.
z.config({ jitless: true })
