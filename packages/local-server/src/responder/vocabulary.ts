/** Words that say nothing about what is wanted. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a an the and or but of to in on at by for from with about into is are was were be been am do does did have has had ' +
    'i me my you your he she it its we us our they them their this that these those there here what which who whom how ' +
    'when where why can could would will shall should may might must please tell give want need like just some any so ' +
    "if then than as not no yes up out now right today really also let lets let's i'm what's it's i'd i'll hey hi hello okay ok"
  ).split(' '),
)

/** Words of tool names that half of all tools have. */
export const plainVerbs: ReadonlySet<string> = new Set(
  'get set fetch find show lookup look check create make list tool data info do run call use update add new current by for with from the to user'.split(
    ' ',
  ),
)

/** Words that people use for the same thing. The first of a group stands for all. */
const groups = [
  'weather forecast temperature rain raining rainy sunny snow snowing snowy cloudy degrees hot cold warm umbrella',
  'time clock hour',
  'order package parcel delivery shipment deliver delivered shipped tracking track',
  'calculate calculator calculation compute math plus minus times multiply multiplied divide divided sum subtract',
  'remind reminder reminders',
  'timer countdown',
  'alarm wake',
  'music song songs play track tune',
  'light lights lamp lamps brightness',
  'email mail',
  'message text sms',
  'search google web internet',
  'book reserve booking reservation table appointment schedule',
  'cancel cancellation',
  'refund return reimburse',
  'bill billing invoice invoices payment payments pay charge charged',
  'price cost costs prices much',
  'stock share shares stocks',
  'news headlines',
  'translate translation',
  'convert conversion',
  'phone dial ring',
  'weigh weight',
  'map directions route navigate navigation',
  'restaurant restaurants dinner lunch food eat',
  'flight flights fly plane',
  'hotel hotels room rooms',
  'joke jokes funny',
  'dice die roll',
  'color colour',
  'theme mode',
  'navigate page open go',
  'support help technical technician troubleshoot',
  'sales buy purchase',
  'human person representative someone agent operator',
].map((line) => line.split(' '))

const standsFor = new Map<string, string>()
for (const group of groups) for (const word of group) if (!standsFor.has(word)) standsFor.set(word, group[0]!)

/** A word in the form in which words are compared: synonyms and endings folded. */
export function stemOf(word: string): string {
  const lower = word.toLowerCase()
  const known = standsFor.get(lower)
  if (known) return known
  const bare = lower.replace(/(?:ing|ies|ed|es|s)$/, (ending) =>
    lower.length - ending.length >= 3 ? (ending === 'ies' ? 'y' : '') : ending,
  )
  return standsFor.get(bare) ?? bare
}

/** `getOrderStatus` and `get_order_status` as words. */
export function nameWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

/** Number words as digits: "twenty five" becomes "25". "a" and "to" are left alone. */
export function digitsForWords(text: string): string {
  return text
    .replace(
      new RegExp(`\\b(${tens.join('|')})(?:[ -](${units.slice(1, 10).join('|')}))?\\b`, 'gi'),
      (_, ten: string, unit?: string) =>
        String((tens.indexOf(ten.toLowerCase()) + 2) * 10 + (unit ? units.indexOf(unit.toLowerCase()) : 0)),
    )
    .replace(new RegExp(`\\b(${units.join('|')})\\b`, 'gi'), (word) => String(units.indexOf(word.toLowerCase())))
    .replace(/\b(\d+) hundred(?: and (\d+))?\b/gi, (_, hundreds: string, rest?: string) =>
      String(Number(hundreds) * 100 + Number(rest ?? 0)),
    )
    .replace(/\b(?:a|1) hundred\b/gi, '100')
}
