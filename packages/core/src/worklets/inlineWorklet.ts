/** The worklet's source as text, put in by the build; empty when running from source, where the file is always there. */
export const inlineWorklet: string = ''
