import { stripVTControlCharacters } from 'node:util'

/** By name, the stories of a Playwright report that failed or needed their second try. */
export function playwrightRemarks(suites) {
  return suites.flatMap((suite) => [...playwrightRemarks(suite.suites ?? []), ...suite.specs.flatMap(specRemarks)])
}

const specRemarks = (spec) =>
  spec.tests
    .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
    .map((test) => remark(test.status === 'flaky', `${spec.file} > ${spec.title}`, test.results[0]?.error))

/** A line to find it by and the beginning of what went wrong. */
export function remark(passedInTheEnd, name, error) {
  const reason = stripVTControlCharacters(error?.message ?? 'no message')
    .split('\n')
    .slice(0, 6)
    .join('\n  ')
  return `${passedInTheEnd ? 'SECOND TRY' : 'FAILED'} ${name}\n  ${reason}`
}
