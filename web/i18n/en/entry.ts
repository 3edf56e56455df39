export const home = {
  promise: 'Seal your work once. Find every second that was copied.',
  lead: 'Register your micro-drama, video or picture. When someone cuts, mirrors or speeds it up and posts it again, drop their file here and see which second is which.',
  dropTitle: 'Drop a file here to check it',
  dropHint: 'Video or picture, of any size; a lost connection resumes. It is only compared, never published.',
  choose: 'Choose files',
  orRegister: 'Is it your own work?',
  register: 'Register a work',
  howTitle: 'Three steps, from making to defending',
  how: {
    one: {
      title: 'Register',
      words:
        'Drop in the finished film and fill the form while it uploads: who wrote it, who shot it, who owns which share.',
    },
    two: {
      title: 'Seal',
      words: 'Check your answers and press the seal. Number, time and file hashes are fixed; anyone can verify them.',
    },
    three: {
      title: 'Match',
      words: 'Found something suspicious? Drop it in. Cut short, mirrored, framed or sped up, we show it side by side.',
    },
  },
  picture: {
    copy: 'Copy found online · mirrored',
    work: 'Registered work',
    caption: 'Illustration: ribbons tie the seconds of the copy to the seconds of the work.',
  },
  registryTitle: 'Newly sealed works',
  searchLabel: 'Search the public registry',
  searchExample: 'Title, author or number',
  search: 'Search',
}

export const registry = {
  title: 'Public registry',
  lead: 'Every sealed work, open to everyone.',
  kind: 'Kind of work',
  allKinds: 'All kinds',
  loading: 'Leafing through the registry…',
  loadingOne: 'Fetching this registration…',
  emptyTitle: 'The registry is still empty',
  emptyWords: 'The first sealed work will appear here.',
  notFoundTitle: 'Nothing found for “{{query}}”',
  notFoundWords: 'Try fewer words, or search by registration number or right holder.',
}
