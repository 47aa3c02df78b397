import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A process of its own that answers questions: what is measured and what measures must not share an event loop. */
export interface Child extends AsyncDisposable {
  ask<Answer>(question: Question): Promise<Answer>
}

export interface Question {
  name: string
  [detail: string]: unknown
}

export async function startChild(file: string, setup: object): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(setup)], {
    execArgv: ['--conditions=@parley/source', '--expose-gc', ...profiling(file)],
  })
  const waiting: { resolve: (answer: never) => void; reject: (error: Error) => void }[] = []
  child.on('message', (answer) => waiting.shift()?.resolve(answer as never))
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      for (const { reject } of waiting.splice(0)) reject(new Error(`${file} ended with ${code}.`))
      resolve()
    })
  })
  const ask = <Answer>(question: Question): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ resolve, reject })
      child.send(question)
    })
  await ask({ name: 'ready' })
  return {
    ask,
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** `PROFILE=folder` writes a processor profile of the server, to see where its time goes. */
const profiling = (file: string): string[] => {
  const folder = process.env['PROFILE']
  return folder && file.includes('serverProcess') ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : []
}

/** The child's side: answers each question in turn, and ends with its parent. */
export function answerQuestions(
  answers: Readonly<Record<string, (question: Question) => unknown>>,
  ended: () => Promise<void> | void = () => {},
): void {
  let turn = Promise.resolve()
  process.on('message', (question: Question) => {
    turn = turn.then(async () => {
      process.send?.((await answers[question.name]?.(question)) ?? null)
    })
  })
  process.on('disconnect', () => void Promise.resolve(ended()).finally(() => process.exit()))
}
