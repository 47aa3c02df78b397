import { describe, expect, test } from 'vitest'
import { StartPolicy } from './startPolicy.ts'

const rate = 24_000
const frames = (ms: number) => (ms * rate) / 1000

/** Feeds one response of 100 ms deltas that come every `everyMs`. */
function response(
  policy: StartPolicy,
  atMs: number,
  count: number,
  everyMs: number,
  lateMs: (i: number) => number = () => 0,
) {
  for (let i = 0; i < count; i++) policy.arrived(frames(atMs + i * everyMs + lateMs(i)), frames(100), i === 0)
}

describe('the start policy', () => {
  test('waits for one delta and 20 ms while it knows nothing', () => {
    const policy = new StartPolicy(rate)
    response(policy, 0, 1, 100)
    expect(policy.target).toBe(frames(120))
  })

  test('waits for nothing once audio is known to come much faster than it plays', () => {
    const policy = new StartPolicy(rate)
    response(policy, 0, 20, 25)
    response(policy, 5000, 1, 25)
    expect(policy.target).toBe(0)
  })

  test('goes on waiting when the pace is that of speech', () => {
    const policy = new StartPolicy(rate)
    response(policy, 0, 20, 100)
    response(policy, 5000, 1, 100)
    expect(policy.target).toBe(frames(120))
  })

  test('waits longer when chunks use to come late, but never more than 400 ms', () => {
    const policy = new StartPolicy(rate)
    response(policy, 0, 20, 100, (i) => (i % 2 === 1 ? 200 : 0))
    expect(policy.target).toBeGreaterThanOrEqual(frames(200))
    const terrible = new StartPolicy(rate)
    response(terrible, 0, 20, 100, (i) => i * 300)
    expect(terrible.target).toBe(frames(400))
  })

  test('after running dry waits one and a half times the gap, at most 400 ms', () => {
    const policy = new StartPolicy(rate)
    response(policy, 0, 20, 25)
    policy.ranDry(frames(100))
    expect(policy.target).toBe(frames(150))
    policy.ranDry(frames(5000))
    expect(policy.target).toBe(frames(400))
    response(policy, 20_000, 1, 25)
    expect(policy.target, 'a new response begins with what the session taught').toBe(0)
  })

  test('adds the pauses of what delivers, once one has come again', () => {
    const policy = new StartPolicy(rate)
    response(policy, 0, 20, 25)
    policy.stalled(frames(300))
    expect(policy.target, 'once is chance').toBe(0)
    policy.stalled(frames(80))
    expect(policy.target).toBe(frames(80))
    policy.stalled(frames(120))
    expect(policy.target, 'the longer one was once').toBe(frames(80))
    policy.stalled(frames(5000))
    policy.stalled(frames(5000))
    expect(policy.target).toBe(frames(400))
  })

  test('forgets pauses that do not come again within a few answers', () => {
    const policy = new StartPolicy(rate)
    response(policy, 0, 20, 25)
    policy.stalled(frames(200))
    policy.stalled(frames(200))
    const targets = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((answer) => {
      response(policy, answer * 5000, 20, 25)
      return policy.target
    })
    expect(targets[0]).toBeLessThan(frames(200))
    expect(targets.at(-1)).toBeLessThan(frames(25))
  })

  test('survives times that run backwards or leap', () => {
    const policy = new StartPolicy(rate)
    for (const time of [0, -1e12, 1e15, 5]) policy.arrived(time, frames(100), false)
    expect(policy.target).toBeGreaterThanOrEqual(0)
    expect(policy.target).toBeLessThanOrEqual(frames(400))
  })
})
