export const log = {
  title: 'In the public log',
  pending: 'Entered. The next signed checkpoint of the log will cover it in a few seconds.',
  absent: 'This version was registered before the log began, so it has no entry there.',
  published: 'Entry {{index}} of the log, under the signed checkpoint of {{size}} entries.',
  signedAt: 'Checkpoint signed',
  stamped: 'Existed at the latest at this time, by the clock of {{authority}}',
  stampPending:
    'Timestamp pending: an authority with a clock of its own has been asked, and will be again until it answers.',
  unstamped: 'No timestamp authority is set up here: the times are those of our own clock.',
  witnessed: 'Cosigned by witnesses who watch that everybody is shown the same log',
  proof: 'Download the proof (.tlog-proof)',
  words:
    'The proof can be checked with open tools and the public key of the log, without us and for good: keep it beside your file.',
}
