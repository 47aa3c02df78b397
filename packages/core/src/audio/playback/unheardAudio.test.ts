import { describe, expect, test } from 'vitest'
import { UnheardAudio } from './unheardAudio.ts'

const perMs = 48
const ms = (count: number): Uint8Array => new Uint8Array(count * perMs)
const stepsOf = (unheard: UnheardAudio): string[] =>
  Array.from(unheard.replay(), (step) =>
    step.type === 'end' ? `end ${step.itemId}` : `${step.itemId} ${step.bytes.length / perMs}`,
  )

describe('what is not known to have been heard', () => {
  test('is played again in its order, and each part ends after its last piece', () => {
    const unheard = new UnheardAudio()
    unheard.add('a', 0, ms(10))
    unheard.add('b', 0, ms(20))
    unheard.add('a', 0, ms(30))
    unheard.end('a', 0)
    unheard.add('b', 0, ms(40))
    expect(stepsOf(unheard)).toEqual(['a 10', 'b 20', 'a 30', 'end a', 'b 40'])
  })

  test('does not hold what came before the part that sounds, and goes on within a piece', () => {
    const unheard = new UnheardAudio()
    unheard.add('a', 0, ms(10))
    unheard.add('b', 0, ms(20))
    unheard.add('b', 0, ms(20))
    unheard.heard('b', 0, 25, perMs)
    expect(stepsOf(unheard)).toEqual(['a 0', 'b 20'])
    unheard.restart({ itemId: 'b', contentIndex: 0, heardMs: 25 }, perMs)
    expect(stepsOf(unheard)).toEqual(['a 0', 'b 15'])
    expect([unheard.heardBeforeMs('a', 0), unheard.heardBeforeMs('b', 0)]).toEqual([10, 25])
  })

  test('a part that takes turns with another keeps what is still behind it', () => {
    const unheard = new UnheardAudio()
    unheard.add('a', 0, ms(10))
    unheard.add('b', 0, ms(10))
    unheard.add('a', 0, ms(10))
    unheard.heard('a', 0, 10, perMs)
    expect(stepsOf(unheard)).toEqual(['b 10', 'a 10'])
  })

  test('a part of which only the end was missing gets that again', () => {
    const unheard = new UnheardAudio()
    unheard.add('a', 0, ms(10))
    unheard.end('a', 0)
    unheard.heard('a', 0, 10, perMs)
    expect(stepsOf(unheard)).toEqual(['a 0', 'end a'])
    unheard.remove('a', 0)
    expect(stepsOf(unheard)).toEqual([])
  })
})
