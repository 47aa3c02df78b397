import { writeFileSync } from 'node:fs'
import { remark } from './remarks.mjs'

/** Writes to the file in PARLEY_COUNTS what `npm test` counts: tests that passed and failed, and remarks by name. */
export default class CountsReporter {
  counts = { passed: 0, failed: 0, remarks: [] }

  onTestModuleEnd(module) {
    for (const error of module.errors()) this.failure(`${module.project.name}: ${module.relativeModuleId}`, error)
  }

  onTestSuiteResult(suite) {
    for (const error of suite.errors()) this.failure(name(suite), error)
  }

  onTestCaseResult(test) {
    const { state, errors } = test.result()
    if (state === 'failed') return this.failure(name(test), errors[0])
    if (state !== 'passed') return
    this.counts.passed += 1
    if (test.diagnostic()?.flaky) this.counts.remarks.push(remark(true, name(test), errors?.[0]))
  }

  onTestRunEnd(_modules, unhandledErrors) {
    for (const error of unhandledErrors) this.failure('outside any test', error)
    writeFileSync(process.env.PARLEY_COUNTS, JSON.stringify(this.counts))
  }

  failure(where, error) {
    this.counts.failed += 1
    this.counts.remarks.push(remark(false, where, error))
  }
}

const name = (entity) => `${entity.project.name}: ${entity.module.relativeModuleId} > ${entity.fullName}`
