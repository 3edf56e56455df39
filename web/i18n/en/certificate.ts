export const certificate = {
  title: 'Certificate of deposit',
  waiting:
    'The certificate is being made: proof of the log, timestamp, seal. It takes a few seconds; you can leave this page and fetch it later.',
  elsewhere: 'Another server makes the certificates. Yours will appear here.',
  none: 'This version has no certificate yet.',
  failed: 'The certificate could not be made. The registration stands; please try again.',
  glyphMissing:
    'The certificate’s type has no “{{character}}” ({{codePoint}}), so none was issued. The registration stands; a new version can write it differently.',
  priorUnanswered:
    'An earlier registration in this registry shows the same. The certificate follows when it is answered; the registration stands.',
  notInLog:
    'This version was registered before the public log began, so no certificate can be issued. The next version can have one.',
  hindered: 'No certificate can be issued for this version at present. The registration stands.',
  request: 'Make the certificate',
  number: 'Certificate number',
  level: 'Assurance level',
  levels: {
    L1: 'Self-declared',
    L2: 'Papers of the registrant checked',
    L3: 'Drafts deposited, earlier registrations searched',
    L4: 'Officially registered',
  },
  issuedAt: 'Issued',
  timestamp: 'Timestamp of a third party',
  timestamps: {
    granted: 'granted',
    pending: 'pending: none could be had when it was issued',
    off: 'no authority is set up here',
  },
  seal: 'Seal',
  sealKinds: {
    development: 'a development seal: no certification authority vouches for it',
    configured: 'the seal that is set up here',
  },
  download: 'Download the certificate (PDF)',
  credential: 'Download the verifiable credential (.vc.jwt)',
  checkTitle: 'Check it yourself',
  checkWords:
    'What was registered, the proof of the log and the timestamp are inside the certificate. It can be checked offline, without an account and without us:',
  states: { valid: 'stands', revoked: 'revoked' },
  revokedAt: 'Revoked',
  reasons: {
    facts_wrong: 'its facts are wrong',
    rights_disputed: 'the rights are in dispute',
    ordered: 'an authority asked for it',
    at_own_request: 'its holder asked for it',
  },
  revokedWords:
    'The registry does not stand by this certificate any more. The deposit and its proof in the log remain.',
  successor: 'Certificate of the next version',
  former: 'Earlier certificates',
  pageTitle: 'Check a certificate of deposit',
  pageWords:
    'This page says whether the certificate was issued here and still stands. Whether the PDF in your hands was changed shows its SHA-256: it must be the one below.',
  loading: 'Looking the certificate up…',
  unknown: 'There is no certificate of this number',
  unknownWords: 'Please compare the number: its last two digits are check digits.',
  registration: 'Registration number',
  fingerprint: 'SHA-256 of the certificate file',
  notRegistration:
    'A certificate of deposit is no administrative copyright registration and decides no question of ownership.',
}
