/** The keys of the suite. `leakWatch.ts` fails the run when one of them shows up where it must not. */
export const STANDARD_KEY = 'sk-suite-7f3a9c1e5b2d8046f1e2'
export const AZURE_KEY = '9b1f0c7a6d5e4f3a2b1c0d9e8f7a6b5c'
export const WRONG_KEY = 'sk-suite-wrong-0000000000'
export const KEYS: readonly string[] = [STANDARD_KEY, AZURE_KEY, WRONG_KEY]
