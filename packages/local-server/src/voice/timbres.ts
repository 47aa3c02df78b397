import type { FliteVoice } from './fliteProgram.ts'

/** How a named voice is made: one of Flite's speakers, raised or lowered. Above 1 is higher and slightly smaller. */
export interface Timbre {
  speaker: FliteVoice
  pitch: number
}

const timbres: Readonly<Record<string, Timbre>> = {
  marin: { speaker: 'slt', pitch: 1 },
  cedar: { speaker: 'rms', pitch: 1 },
  alloy: { speaker: 'slt', pitch: 0.94 },
  ash: { speaker: 'rms', pitch: 1.06 },
  ballad: { speaker: 'awb', pitch: 0.96 },
  coral: { speaker: 'slt', pitch: 1.08 },
  echo: { speaker: 'kal16', pitch: 1 },
  sage: { speaker: 'slt', pitch: 0.9 },
  shimmer: { speaker: 'slt', pitch: 1.14 },
  verse: { speaker: 'awb', pitch: 1.06 },
  // Flite's own names, for tests and for making a user's voice that differs from the agent's.
  slt: { speaker: 'slt', pitch: 1 },
  rms: { speaker: 'rms', pitch: 1 },
  awb: { speaker: 'awb', pitch: 1 },
  kal16: { speaker: 'kal16', pitch: 1 },
}

export function timbreOf(voice: string): Timbre {
  return (Object.hasOwn(timbres, voice) ? timbres[voice] : undefined) ?? { speaker: 'slt', pitch: 1 }
}
