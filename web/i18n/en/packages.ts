import type { LaterWords, TranslationOf } from '../words.ts'

export const packages = {
  title: 'Evidence package',
  words:
    'The proof of your right, the copy, what was found, pictures side by side and the chain of custody in one zip, entered in the public log and timestamped. Courts and mediators check it with public tools, without us.',
  make: 'Make the package',
  making: 'The package is being made · {{percent}}',
  leave: 'You may leave this page: it will be here when it is made.',
  failed: 'It could not be made this time. Nothing is lost.',
  again: 'Try again',
  download: 'Download the package ({{size}})',
  verify: 'Check it: qianyin verify {{id}}.zip, or drop it on the Verify page',
  timestamp: {
    granted: 'Timestamped; verifying it tells by whose clock',
    pending: 'Timestamp pending',
    off: 'No timestamp authority is set up: the log proves the time',
  },
  askTimestamp: 'Ask for the timestamp again',
  custody: 'Each download is entered in the chain of custody.',
} satisfies TranslationOf<LaterWords['packages']>
